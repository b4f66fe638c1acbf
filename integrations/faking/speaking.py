"""The voice of a fake: signed messages to our callback, repeated until we say yes."""

import base64
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from standardwebhooks import Webhook

from integrations.faking.ledger import Ledger
from integrations.faking.moods import Voice

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
MOST_ATTEMPTS: Final = 15
STALE_BY: Final = timedelta(minutes=10)
_ONCE: Final = (Voice.FORGED, Voice.STALE, Voice.GARBLED)
"""Messages nobody should take: one attempt shows what they meet."""


class Speaker(threading.Thread):
    """Sends what stands in the ledger and has not ended, each until 2xx, with growing pauses."""

    def __init__(self, ledger: Ledger, callback: str, secret: str) -> None:
        super().__init__(daemon=True)
        self.first_pause = FIRST_PAUSE
        self.watch: Callable[[], None] = lambda: None
        self._ledger = ledger
        self._callback = callback
        self._webhook = Webhook(secret)
        self._next: dict[str, float] = {}
        self._woken = threading.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look again at once: there is something to say."""
        self._woken.set()

    def stop(self) -> None:
        """End after the present attempt."""
        self._stopping = True
        self._woken.set()

    def run(self) -> None:
        """Send what is due, until stopped."""
        while not self._stopping:
            self._woken.clear()
            self.watch()
            for message in self._ledger.unsent() if self._callback else []:
                if self._next.get(message["id"], 0.0) <= time.monotonic() and not self._stopping:
                    self._attempt(message)
            self._woken.wait(min(0.2, self.first_pause))

    def _attempt(self, message: dict[str, Any]) -> None:
        status = self._post(message)
        met = [*self._ledger.outcomes[message["id"]]["statuses"], status]
        ended = _ended(Voice(message["voice"]), met)
        pause = min(self.first_pause * 2 ** (len(met) - 1), LONGEST_PAUSE)
        self._next[message["id"]] = time.monotonic() + pause
        self._ledger.tell(message["id"], status, ended)

    def _post(self, message: dict[str, Any]) -> str:
        voice, body = Voice(message["voice"]), str(message["body"])
        moment = datetime.now(UTC) - (STALE_BY if voice is Voice.STALE else timedelta())
        webhook = Webhook(stranger()) if voice is Voice.FORGED else self._webhook
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "webhook-id": message["id"],
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": webhook.sign(message["id"], moment, body),
        }
        try:
            with httpx.Client(trust_env=False, timeout=10.0) as http:
                answer = http.post(self._callback, content=body.encode(), headers=headers)
        except httpx.HTTPError as error:
            return type(error).__name__
        return str(answer.status_code)


def _ended(voice: Voice, met: list[str]) -> str:
    """Return how a message has ended after these attempts, or "" if it goes on."""
    yes = sum(status.startswith("2") for status in met)
    wanted = 2 if voice in (Voice.LATE, Voice.TWICE) else 1
    if yes >= wanted:
        return "HEARD"
    if voice in _ONCE:
        return "REFUSED"
    if met[-1] == str(httpx.codes.GONE) or len(met) >= MOST_ATTEMPTS:
        return "GIVEN_UP"
    return ""


def stranger() -> str:
    """Return a secret nobody agreed on."""
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()
