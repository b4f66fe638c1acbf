"""The three bodies, side by side: adapter, mapping, fake, record, and a parcel for each."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from casework.channels import AgencyChannel, Enclosure, HotlineChannel, Parcel, ParcelKind
from integrations.faking.server import FakeBody
from integrations.hotline_12345 import adapter as hotline_adapter
from integrations.hotline_12345 import mapping as hotline_mapping
from integrations.hotline_12345.fake import FakeHotline
from integrations.market_regulator import adapter as regulator_adapter
from integrations.market_regulator import mapping as regulator_mapping
from integrations.market_regulator.fake import FakeRegulator
from integrations.police import adapter as police_adapter
from integrations.police import mapping as police_mapping
from integrations.police.fake import FakePolice
from integrations.signed.client import Client
from integrations.signed.egress import Egress


def secret(word: bytes) -> str:
    """Return a secret of the scheme made of a word."""
    return "whsec_" + base64.b64encode(hashlib.sha256(word).digest()).decode()


SECRET = secret(b"agreed")
OLDER = secret(b"agreed last year")
LOOPBACK = Egress(inner_hosts=frozenset({"127.0.0.1"}))
LARGEST = 16 * 2**20


def enclosure(content: bytes = b"%PDF-1.7 letter", name: str = "移送函.pdf") -> Enclosure:
    """Return a file with the hash that belongs to it."""
    return Enclosure(name, "application/pdf", hashlib.sha256(content).hexdigest(), content)


REFERRAL_FACTS: dict[str, Any] = {
    "kind": "CRIME",
    "severity": "S2",
    "category": "盗窃",
    "title": "关于家政服务员涉嫌盗窃的移送",
    "summary": "用户反映：服务期间金饰遗失，监控拍到服务员翻动抽屉。",
    "legal_basis": "《家政服务业管理规定》",
    "occurred_on": "2026-03-01",
    "occurred_when": "下午",
    "occurred_place": "示例市海曙区某小区",
    "district_code": "330203",
    "amount_involved": "3200.50",
    "letter_no": "家协移〔2026〕第1号",
    "letter_on": "2026-03-04",
    "reason": "涉嫌违反治安管理",
    "due_on": "2026-03-09",
    "called_110_at": "2026-03-01T15:20:00+08:00",
    "sent_before_on": "2026-03-02",
    "reminded_on": "2026-03-03",
    "coordinator": "示例市商务局",
    "respondent": {
        "kind": "WORKER",
        "name": "李阿姨",
        "phone": "13900000002",
        "address": "示例市鄞州区某路七号",
        "id_no": "110101199003070038",
        "uscc": "91330200MA2AEXAMPL",
        "certificate_no": "SF-0001",
    },
    "complainant": {
        "kind": "USER",
        "name": "王女士",
        "phone": "13800000001",
        "address": "示例市海曙区某街九号",
        "id_type": "居民身份证",
        "id_no": "110101198001010010",
    },
    "contact": {"unit": "示例市家政协会", "name": "周联络", "phone": "0571-00000000"},
    "evidence": [{"name": "监控录像.mp4", "sha256": "ab" * 32, "description": "翻动抽屉"}],
}
REFERRAL = Parcel(
    key="referral.dispatched:41",
    kind=ParcelKind.REFERRAL,
    reference="YS-2026-000001",
    facts=REFERRAL_FACTS,
    enclosures=(enclosure(),),
)
REPLY_FACTS: dict[str, Any] = {
    "number": "TS-2026-000001",
    "handling_unit": "示例市家政服务业协会",
    "signed_at": "2026-03-04T10:00:00+08:00",
    "requested_at": "2026-03-05T09:00:00+08:00",
    "until": "2026-03-20T18:00:00+08:00",
    "reason": "等待公安机关答复",
    "progress_text": "已移送公安机关。",
    "reply_text": "经调解，双方达成协议，已退款。",
    "replied_at": "2026-03-10T16:00:00+08:00",
    "next_answer_on": "2026-03-25",
    "followup_at": "2026-03-11T10:00:00+08:00",
    "followup_result": "SATISFIED",
    "resolved": "Y",
    "words": "来电人表示感谢。",
}
REPLY = Parcel(
    key="ticket.replied:7",
    kind=ParcelKind.REPLY,
    reference="12345-20260304-0007",
    facts=REPLY_FACTS,
    enclosures=(enclosure(),),
)


@dataclass(frozen=True)
class Body:
    """One outside body."""

    code: str
    channel: type[Any]
    mapping: ModuleType
    fake: type[FakeBody]
    parcel: Parcel
    wire: dict[str, Any] = field(repr=False)

    @property
    def written(self) -> bytes:
        """What the parcel looks like on the wire."""
        return bytes(self.mapping.ENVELOPE.seal(self.parcel))

    @property
    def recorded_at(self) -> datetime:
        """The moment of the record."""
        return datetime.fromisoformat(self.wire["at"])

    def exchange(self, name: str) -> dict[str, Any]:
        """Return a recorded exchange."""
        found: dict[str, Any] = next(one for one in self.wire["exchanges"] if one["name"] == name)
        return found

    def message(self, name: str) -> dict[str, Any]:
        """Return a recorded message of theirs."""
        found: dict[str, Any] = next(one for one in self.wire["messages"] if one["name"] == name)
        return found

    def client(self, url: str, **options: Any) -> Client:
        """Return a client that may call the loopback address."""
        wanted = {"rules": LOOPBACK, "largest": LARGEST} | options
        return Client(url, wanted.pop("secrets", (SECRET,)), self.mapping.DIALECT, **wanted)

    def on_record(self) -> Client:
        """Return a client that talks to the record."""
        return self.client(
            "https://body.example",
            secrets=(self.wire["secret"],),
            transport=httpx.MockTransport(self.played),
            clock=lambda: self.recorded_at,
        )

    def played(self, request: httpx.Request) -> httpx.Response:
        """Answer a request that equals a recorded one byte for byte; all else is an error."""
        for exchange in self.wire["exchanges"]:
            expected = exchange["request"]
            if (
                request.method == expected["method"]
                and request.url.raw_path.decode() == expected["path"]
                and request.content.decode() == expected["body"]
                and all(request.headers.get(k) == v for k, v in expected["headers"].items())
            ):
                answer = exchange["response"]
                return httpx.Response(
                    answer["status"], stream=httpx.ByteStream(answer["body"].encode())
                )
        raise AssertionError(f"not on the record: {request.method} {request.url}")


def _body(code: str, adapter: ModuleType, mapping: ModuleType, fake: Any, parcel: Parcel) -> Body:
    path = Path(mapping.__file__).parent / "wire" / "v1.json"
    wire = json.loads(path.read_text(encoding="utf-8"))
    return Body(code, adapter.Channel, mapping, fake, parcel, wire)


POLICE = _body("POLICE", police_adapter, police_mapping, FakePolice, REFERRAL)
REGULATOR = _body("MARKET_REGULATOR", regulator_adapter, regulator_mapping, FakeRegulator, REFERRAL)
HOTLINE = _body("HOTLINE_12345", hotline_adapter, hotline_mapping, FakeHotline, REPLY)
#: Here the type checker holds the adapters to their ports.
_AGENCY_PORTS: list[AgencyChannel] = [police_adapter.Channel(), regulator_adapter.Channel()]
_HOTLINE_PORT: HotlineChannel = hotline_adapter.Channel()
AGENCIES = [POLICE, REGULATOR]
BODIES = [*AGENCIES, HOTLINE]


def code(body: Body) -> str:
    """Return the name of a body for a test's id."""
    return body.code
