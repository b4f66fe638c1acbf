#!/usr/bin/env python
"""Django's command line for Chengxin Casework."""

import os
import select
import sys

from django.core.management import execute_from_command_line

#: What a shell calls a program that a closed pipe has ended (128 + SIGPIPE).
READER_GONE = 141


def main() -> None:
    """Run a command; end it quietly when whoever reads its output (`head`, a pager) has gone."""
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:
        if not _reader_gone():
            raise  # Another pipe than the output.
        # The interpreter flushes once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(READER_GONE)


def _reader_gone() -> bool:
    poll = select.poll()
    poll.register(sys.stdout, 0)
    return any(state & select.POLLERR for _output, state in poll.poll(0))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
