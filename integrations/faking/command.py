"""The command line of a fake body."""

import argparse
import sys
from pathlib import Path

from integrations.faking.server import FakeBody


def serve(body: type[FakeBody], port: int, description: str | None, arguments: list[str]) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ledger", type=Path, required=True, help="file it keeps (JSON Lines)")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--callback", default="", metavar="URL", help="where it sends its messages")
    parser.add_argument(
        "--secret", action="append", required=True, help="whsec_…; again: one that is being retired"
    )
    parser.add_argument(
        "--auto", type=float, metavar="SECONDS", help="react by itself to what it receives"
    )
    options = parser.parse_args(arguments)
    fake = body(
        options.port,
        options.ledger,
        secrets=tuple(options.secret),
        callback=options.callback,
        auto=options.auto,
    )
    with fake:
        sys.stdout.write(f"{fake.url}\n")
        sys.stdout.flush()
        try:
            fake.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
