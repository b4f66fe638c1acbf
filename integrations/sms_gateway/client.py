"""HTTP to the gateway: timeouts, an idempotency key, and errors that have names."""

import json
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import httpx

from integrations.sms_gateway import mapping
from integrations.sms_gateway.mapping import Receipt

TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
"""Seconds; send and confirm together stay far below the lease of an outbox message."""

NEVER_SENT: Final = "probe"
"""Key of no message: ours have the form `topic:id:channel:reader`."""


class GatewayBusy(Exception):
    """No answer, or one that says "later". The message may have been taken: repeat the same key."""


class GatewayForgot(Exception):
    """The gateway said yes and knows nothing of the message when asked: repeat the same key."""


class GatewayRefusedUs(Exception):
    """Credentials, address or key are wrong: a person must look; repeating helps only then."""


class Client:
    """One gateway. Use as a context manager."""

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=url, headers=headers, timeout=timeout, transport=transport, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def send(self, key: str, phone: str, text: str) -> Receipt:
        """Hand over a message and make sure it arrived; the same `key` is one message for ever.

        Raises:
            GatewayBusy, GatewayForgot: try again later, with the same key.
            GatewayRefusedUs: a person must look at the configuration.
            TextTooLong: more than 70 characters.
        """
        answer = self._call("POST", "/v1/messages", key=key, body=mapping.to_wire(phone, text))
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            return mapping.from_refused(_json(answer))
        mapping.from_accepted(_json(answer))
        # A "yes" is a promise; what counts is that the message is there when asked for.
        known = self.look_up(key)
        if known is None:
            raise GatewayForgot
        return known

    def look_up(self, key: str) -> Receipt | None:
        """Ask what became of a message; None if the gateway never had it.

        Raises:
            GatewayBusy, GatewayRefusedUs: as for `send`.
        """
        answer = self._call("GET", f"/v1/messages/{quote(key, safe='')}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        return mapping.from_accepted(_json(answer))

    def probe(self) -> None:
        """Ask for a message nobody ever sent: a gateway that knows us says so, in its own words.

        Raises:
            GatewayBusy, GatewayRefusedUs: as for `send`.
            UnreadableAnswer: something answers there, but no gateway of wire version 1.
        """
        answer = self._call("GET", f"/v1/messages/{NEVER_SENT}")
        if answer.status_code != httpx.codes.NOT_FOUND:
            raise mapping.UnreadableAnswer
        mapping.from_unknown(_json(answer))

    def _call(
        self, method: str, path: str, *, key: str = "", body: dict[str, str] | None = None
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = self._http.request(method, path, content=content, headers=headers)
        except httpx.TransportError as error:
            # The name only: the request inside the error holds the number and the text.
            raise GatewayBusy(type(error).__name__) from None
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            raise GatewayBusy(str(answer.status_code))
        expected = (200, 202, 404 if method == "GET" else 422)
        if answer.status_code not in expected:
            raise GatewayRefusedUs(str(answer.status_code))
        return answer


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise mapping.UnreadableAnswer from None
