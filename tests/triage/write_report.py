"""Write docs/triage-report.md anew: `python -m tests.triage.write_report`."""

import os

from casework.triage import report
from policies import services
from tests.triage.conftest import FILES, ROOT

HEAD = "<!-- figures: written by python -m tests.triage.write_report -->\n"
TARGET = ROOT / "docs/triage-report.md"


def main() -> None:
    """Keep what stands above the mark; write the figures of all files below it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    pack = services.pack("plan")
    words, _, _ = TARGET.read_text(encoding="utf-8").partition(HEAD)
    parts = [report.as_text(path.name, report.judge(path, pack)) for path in FILES]
    TARGET.write_text(words + HEAD + "\n" + "\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
