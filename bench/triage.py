"""
How the time of a triage suggestion grows with the length of the narrative.

    python bench/triage.py

Prints seconds for 1×, 10× and 100× of a narrative; exits 1 if ten times the text takes more than
`LIMIT` times as long, with and without punctuation.
"""

import gc
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from casework.triage import suggest
from policies import services

LIMIT = 15
TEXT = "约好九点做保洁，十点半才来，把花瓶打碎了，客服态度恶劣，还多收了三百元。保姆打了老人。" * 20


def seconds(text: str) -> float:
    """Return the best of three runs in seconds of our own processor time."""
    pack = services.pack()
    suggest({"narrative": "热身"}, pack)
    gc.disable()  # the collector's own growth is not what is measured
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        suggest({"narrative": text}, pack)
        best = min(best, time.process_time() - start)
    gc.enable()
    return best


def main() -> int:
    """Measure and judge."""
    worst = 0.0
    for name, text in (
        ("sentences", TEXT),
        ("one clause", TEXT.replace("，", "").replace("。", "")),
    ):
        once, ten, hundred = (seconds(text * times) for times in (1, 10, 100))
        worst = max(worst, ten / once, hundred / ten)
        print(f"{name}: {len(text)} characters {once:.3f} s, ×10 {ten:.3f} s, ×100 {hundred:.3f} s")
    print(f"worst ratio for ten times the text: {worst:.1f} (limit {LIMIT})")
    return int(worst > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
