"""What a fake took and what it says, on disk before anybody is told (JSON Lines)."""

import json
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Ledger:
    """One entry for each parcel, by its key, and one for each message of its own, by its id.

    `outcomes` holds what became of each message: the statuses it met, and how it ended ("" while
    it is still being sent).
    """

    path: Path | None = None
    parcels: dict[str, dict[str, Any]] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        if self.path and self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                self._know(json.loads(line))

    def take(self, key: str, entry: dict[str, Any]) -> dict[str, Any] | None:
        """Enter a parcel once; give its entry, or None if the key stands for another parcel."""
        with self.lock:
            known = self.parcels.get(key)
            if known is None:
                self._enter({"entry": "parcel", "key": key, "at": time.time(), **entry})
                return self.parcels[key]
            if known["sha256"] != entry["sha256"]:
                return None
            self._enter({"entry": "repeat", "key": key, "at": time.time()})
            return known

    def say(self, message: dict[str, Any]) -> None:
        """Enter a message that is to be sent."""
        with self.lock:
            self._enter({"entry": "message", "at": time.time(), **message})

    def tell(self, message_id: str, status: str, ended: str) -> None:
        """Enter what an attempt met, and how the message ended, if it did."""
        with self.lock:
            self._enter({"entry": "attempt", "id": message_id, "status": status, "ended": ended})

    def unsent(self) -> list[dict[str, Any]]:
        """Return the messages that have not ended."""
        with self.lock:
            return [
                message
                for message_id, message in self.messages.items()
                if not self.outcomes[message_id]["ended"]
            ]

    def unanswered(self) -> list[dict[str, Any]]:
        """Return the parcels about which no message has been said."""
        with self.lock:
            answered = {message.get("of") for message in self.messages.values()}
            return [entry for key, entry in self.parcels.items() if key not in answered]

    def _enter(self, record: dict[str, Any]) -> None:
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        self._know(record)

    def _know(self, record: dict[str, Any]) -> None:
        match record["entry"]:
            case "parcel":
                self.parcels[record["key"]] = record
            case "repeat":
                self.repeats[record["key"]] += 1
            case "message":
                self.messages[record["id"]] = record
                self.outcomes[record["id"]] = {"statuses": [], "ended": ""}
            case "attempt":
                outcome = self.outcomes[record["id"]]
                outcome["statuses"].append(record["status"])
                outcome["ended"] = record["ended"]
