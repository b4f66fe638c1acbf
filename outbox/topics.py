"""Topics that are posted although nobody listens.

A topic needs no entry here: a handler registered with `outbox.services.handles` is its entry.
Only a topic without a handler is named, with the reason why silence is right. The guard test
`tests/outbox/test_topics.py` compares this table, the handlers and every `post()` in the source.
"""

from typing import Final

SILENT: Final[dict[str, str]] = {}
"""topic → why nobody needs to hear it."""
