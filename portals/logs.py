"""What keeps keys out of the logs: some addresses open a page by themselves."""

import logging
import re

#: What stands behind these words of an address is a key, not a name.
_KEY = re.compile(r"(/(?:agency/r|v)/)[^/\s?]+")


class WithoutKeys(logging.Filter):
    """Takes the key out of every address in a record, before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, without keys."""
        record.msg = _masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(one) for one in record.args)
        return True


def _masked(value: object) -> object:
    return _KEY.sub(r"\1…", value) if isinstance(value, str) else value
