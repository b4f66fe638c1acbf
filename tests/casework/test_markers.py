"""A marker in every personal field: where it may be found afterwards, and where it may not."""

import inspect
import logging
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from casework.models import Complaint
from config import tasks
from tests.journeys.conftest import Party, Receipt, Town, town

__all__ = ["town"]

#: Kept encrypted: found in no column at all.
SEALED = {
    "complainant phone": "13977317731",
    "complainant e-mail": "zq7731@example.org",
    "complainant address": "灵鹊巷七七三一号",
    "complainant ID number": "330203197707137317",
    "respondent phone": "13988428842",
    "respondent address": "墨鸢弄八八四二号",
    "respondent ID number": "330211198802186429",
}
#: Kept readable, where people work with it: the columns, and no others.
PLAIN = {
    "complainant name": ("禤翀翯", {"casework_party.name"}),
    "respondent name": (
        "蒯彧曌",
        {"casework_party.name", "archives_subject.name", "archives_subjectname.name"},
    ),
    # Without a title of its own, a complaint is called by the first words of its narrative.
    "narrative": (
        "蟠桃叙述七七三一",
        {"casework_statement.narrative", "casework_statement.title"},
    ),
    "request": ("蟠桃请求七七三一", {"casework_statement.request"}),
    "place": ("蟠桃地点七七三一", {"casework_statement.occurred_place"}),
    "grading": ("蟠桃分级七七三一", {"casework_grading.reason", "common_eventtext.body"}),
    "contact": ("蟠桃联系七七三一", {"casework_contact.text"}),
    "note": ("蟠桃备注七七三一", {"casework_note.text"}),
    "reveal": ("蟠桃调阅七七三一", {"casework_reveal.reason"}),
    "evidence name": ("蟠桃证据七七三一", {"documents_evidence.name"}),
    "evidence caption": ("蟠桃说明七七三一", {"documents_evidence.caption"}),
    "plan": ("蟠桃方案七七三一", {"casework_verification.plan"}),
    "facts": ("蟠桃事实七七三一", {"casework_findings.facts"}),
    "reasoning": ("蟠桃理由七七三一", {"casework_findings.reasoning"}),
    "return": ("蟠桃退回七七三一", {"common_eventtext.body"}),
    "process": ("蟠桃经过七七三一", set()),
    "result": ("蟠桃结果七七三一", set()),
    "call-back": ("蟠桃回访七七三一", {"casework_followup.remark"}),
    "supplement items": ("蟠桃补正七七三一", {"casework_supplement.items"}),
    "supplement answer": ("蟠桃答复七七三一", {"casework_supplement.answer"}),
    "take-over": ("蟠桃补录七七三一", {"common_eventtext.body"}),
    "withdrawal": ("蟠桃撤回七七三一", {"common_eventtext.body"}),
    "entrusted to": ("蟠桃受托七七三一", {"casework_mediation.entrusted_to"}),
    "session place": ("蟠桃会场七七三一", {"casework_mediation.session_place"}),
    "remains": ("蟠桃待办七七三一", {"casework_progress.remains"}),
    "who acts": ("蟠桃经办七七三一", {"casework_progress.who_acts"}),
    "dispute": ("蟠桃争议七七三一", {"casework_mediation.facts", "casework_agreementdraft.facts"}),
    "terms": (
        "蟠桃协议七七三一",
        {"casework_mediation.terms", "casework_agreementdraft.terms"},
    ),
    "no agreement": ("蟠桃不成七七三一", {"common_eventtext.body"}),
    "step back": ("蟠桃回避七七三一", {"common_recusal.reason"}),
    "refusal": ("蟠桃不受理七七三一", {"common_eventtext.body"}),
    "more time": ("蟠桃延期七七三一", {"casework_extensionrequest.reason"}),
}
MARKS = SEALED | {name: mark for name, (mark, _columns) in PLAIN.items()}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Ears(logging.Handler):
    """Keeps every record of every logger, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it as it would be printed, with its raw arguments."""
        self.heard.append(f"{self.format(record)} {record.args!r}")


@pytest.fixture
def log() -> Iterator[Ears]:
    """Everything that is said by anybody, at any level that the settings do not rule out."""
    ears, root = Ears(), logging.getLogger()
    pinned: dict[str, Any] = dict(settings.LOGGING)["loggers"]  # type: ignore[assignment]
    names = set(logging.root.manager.loggerDict) - set(pinned)
    before = {name: logging.getLogger(name).level for name in names}
    level = root.level
    root.addHandler(ears)
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield ears
    root.removeHandler(ears)
    root.setLevel(level)
    for name, old in before.items():
        logging.getLogger(name).setLevel(old)


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address asked for or answered with."""
    addresses: list[str] = []
    plain = Client.request

    def request(self: Client, **facts: Any) -> Any:
        addresses.append(f"{facts.get('PATH_INFO', '')}?{facts.get('QUERY_STRING', '')}")
        answer = plain(self, **facts)
        addresses.append(str(answer.headers.get("Location", "")))
        return answer

    monkeypatch.setattr(Client, "request", request)
    return addresses


def register(town: Town) -> str:
    """A complaint at the counter, with every particular there is."""
    return town.at_counter(
        complainant_name=MARKS["complainant name"],
        complainant_phone=MARKS["complainant phone"],
        complainant_id_no=MARKS["complainant ID number"],
        complainant_address=MARKS["complainant address"],
        respondent_type="WORKER",
        respondent_name=MARKS["respondent name"],
        respondent_phone=MARKS["respondent phone"],
        respondent_address=MARKS["respondent address"],
        narrative=f"保洁员把地板弄坏了，{MARKS['narrative']}。",
        request=f"要求赔偿，{MARKS['request']}。",
        occurred_place=MARKS["place"],
    ).number


def walk(town: Town, number: str) -> None:
    """From grading to the closed file, typing a marker wherever something is typed."""
    triage = town.staff("triage", number)
    grading = {"category": "QUALITY", "severity": "S3", "route": "VERIFY"}
    triage.act("triage", "override", 422, **grading, reason="")  # refused pages log, too
    triage.act("triage", "override", **grading, reason=MARKS["grading"])
    clerk, officer = town.staff("intake", number), town.staff("officer", number)
    contact = {"role": "COMPLAINANT", "means": "PHONE", "reached": "on", "text": MARKS["contact"]}
    clerk.client.post(
        f"/cases/{number}/contacts/add",
        {f"contact-{name}": value for name, value in contact.items()},
    )
    clerk.client.post(f"/cases/{number}/notes/add", {"text": MARKS["note"]})
    clerk.client.post(f"/cases/{number}/drafts/note", {"text": MARKS["note"]})
    clerk.client.get(f"/cases?q={number}")
    picture = SimpleUploadedFile(f"{MARKS['evidence name']}.png", PNG)
    clerk.client.post(
        f"/cases/{number}/evidence/add", {"upload": picture, "caption": MARKS["evidence caption"]}
    )
    complainant = Complaint.objects.get(file__number=number).file.parties.get(role="COMPLAINANT")
    shown = officer.client.post(
        f"/cases/{number}/parties/{complainant.pk}/phone",
        {"field": "phone", "reason": MARKS["reveal"]},
    )
    assert MARKS["complainant phone"] in shown.content.decode()
    town.accept(number)
    officer.act("acceptance", "accept", 409)
    officer.act(
        "identify",
        "identify",
        name=MARKS["respondent name"],
        id_no=MARKS["respondent ID number"],
        order_linked="on",
    )
    officer.act("way", "verify", plan=f"走访当事人，{MARKS['plan']}。")
    for turn in ("first", "second"):
        one, two = town.staff("investigator", number), town.staff("investigator2", number)
        one.act(
            "verification",
            "draft",
            conclusion="UPHELD",
            facts=MARKS["facts"],
            reasoning=f"相互印证，{MARKS['reasoning']}。",
        )
        findings = one.shown("verification", "sign", "findings_id")
        for desk in (one, two):
            desk.act("verification", "sign", findings_id=findings, read="on")
        if turn == "first":
            reason = f"请补充，{MARKS['return']}。"
            officer.act("verification", "return", findings_id=findings, reason=reason)
    officer.act("verification", "confirm", findings_id=findings)
    officer.act("feedback", "letter", process=MARKS["process"], result=MARKS["result"])
    town.at("2026-03-10T09:00")
    clerk = town.staff("intake", number)
    clerk.act("follow_up", "reached", satisfaction="SATISFIED", remark=MARKS["call-back"])
    assert town.state(number) == "CLOSED"


def supplement_and_withdraw(town: Town) -> None:
    """A second complaint, by the public form, asked for materials and withdrawn."""
    mine = town.complain(
        complainant_name=MARKS["complainant name"],
        complainant_phone=MARKS["complainant phone"],
        complainant_email=MARKS["complainant e-mail"],
        complainant_address=MARKS["complainant address"],
        narrative=f"保洁员没有来，{MARKS['narrative']}。",
    )
    town.staff("intake", mine.number).act(
        "acceptance", "supplement", items=MARKS["supplement items"]
    )
    party = Party(mine)
    party.send("supplement", answer=MARKS["supplement answer"])
    town.staff("intake", mine.number).act(
        "particulars",
        "take_over",
        respondent_name=MARKS["respondent name"],
        respondent_phone=MARKS["respondent phone"],
        respondent_address=MARKS["respondent address"],
        complainant_address=MARKS["complainant address"],
        request=MARKS["request"],
        source=MARKS["take-over"],
    )
    party.send("withdraw", final="on", own_act="on", reason=MARKS["withdrawal"])
    assert town.state(mine.number) == "WITHDRAWN"


def mediated(town: Town) -> Receipt:
    """A complaint up to a session; what is typed on the way carries markers."""
    mine = town.complain()
    town.grade(mine.number, "S4", "MEDIATION")
    town.accept(mine.number)
    town.staff("officer", mine.number).act("way", "propose", entrusted_to=MARKS["entrusted to"])
    for party in (Party(mine), town.respondent_of(mine.number)):
        party.send("mediation", consents="yes", entrustment="on")
    mediator = town.staff("mediator", mine.number)
    place = {"mode": "ONSITE", "place": MARKS["session place"], "notice_waived": "on"}
    mediator.act("mediation", "schedule", session_at=f"{town.now:%Y-%m-%dT%H:%M}", **place)
    town.staff("officer", mine.number).act(
        "progress",
        "answer",
        wait_ground="MEDIATION",
        remains=MARKS["remains"],
        who_acts=MARKS["who acts"],
        by_when=f"{town.now:%Y-%m-%d}",
    )
    mediator.act("mediation", "open", both_present="on")
    return mine


def mediate_refuse_and_step_back(town: Town) -> None:
    """An agreement, a failure, a refusal and a recusal."""
    mine = mediated(town)
    number = mine.number
    deal = {
        "facts": MARKS["dispute"],
        "terms": MARKS["terms"],
        "performed_at_once": "on",
        "lawful": "on",
    }
    town.staff("mediator", number).act("mediation", "draft", **deal)
    Party(mine).sign()
    town.respondent_of(number).sign()
    number = mediated(town).number
    failed = {"role": "COMPLAINANT", "statement": MARKS["no agreement"]}
    town.staff("mediator", number).act("mediation", "end", **failed)
    clerk = town.staff("investigator2", number)
    clerk.client.post(f"/cases/{number}/recuse", {"reason": MARKS["step back"]})
    mine = town.complain()
    reason = f"不属于家政服务，{MARKS['refusal']}。"
    town.staff("officer", mine.number).act("acceptance", "refuse", ground="G3", reason=reason)
    mine = town.complain()
    town.staff("intake", mine.number).act("acceptance", "supplement", items="服务合同")
    Party(mine).send("more-time", reason=f"合同在外地，{MARKS['more time']}。")


def found_in_tables() -> dict[str, set[str]]:
    """Return the columns that hold each marker in the clear, of all tables there are."""
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        for table, column, kind in cursor.fetchall():
            for name, mark in MARKS.items():
                if kind == "bytea":
                    cursor.execute(
                        f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE position(%s in "{column}")'
                        " > 0)",
                        [mark.encode()],
                    )
                    if cursor.fetchone()[0]:
                        found[name].add(f"{table}.{column}")
                    continue
                cursor.execute(
                    f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE %s'
                    f" OR \"{column}\"::text LIKE '%%' || %s || '%%')",
                    [f"%{mark}%", mark.encode("unicode_escape").decode()],
                )
                if cursor.fetchone()[0]:
                    found[name].add(f"{table}.{column}")
    return found


def hits(text: str) -> set[str]:
    """Return the names of the markers in a text, however it was escaped."""
    return {
        name
        for name, mark in MARKS.items()
        if mark in text or mark.encode("unicode_escape").decode() in text
    }


@pytest.mark.slow
def test_what_people_type_stays_where_it_belongs(town: Town, log: Ears, visited: list[str]) -> None:
    town.at("2026-03-09T09:00")
    number = register(town)
    walk(town, number)
    supplement_and_withdraw(town)
    mediate_refuse_and_step_back(town)
    town.work()

    assert len(log.heard) > 20
    assert {line.split()[0]: hits(line) for line in log.heard if hits(line)} == {}
    assert len(visited) > 50
    assert hits("\n".join(visited)) == set()
    assert hits(str([session.get_decoded() for session in Session.objects.all()])) <= {"note"}
    found = found_in_tables()
    assert {name: found[name] for name in SEALED if found[name]} == {}
    assert {name: found[name] for name in PLAIN} == {
        n: columns for n, (_m, columns) in PLAIN.items()
    }


def test_the_search_itself_would_find_a_marker(db: Any, log: Ears) -> None:
    """A marker put where it must not be is found: in a log, a JSON column, a column of bytes."""
    mark = MARKS["note"]
    logging.getLogger("casework.somewhere").debug("typed: %s", mark)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_heartbeat (name, beat_at, facts)"
            " VALUES ('x', now(), jsonb_build_object('text', %s::text))",
            [mark],
        )
        cursor.execute("CREATE TABLE leaves (leaf bytea)")
        cursor.execute("INSERT INTO leaves VALUES (%s)", [b"\x00\x01" + mark.encode()])

    assert hits("\n".join(log.heard)) == {"note"}
    assert found_in_tables()["note"] == {"outbox_heartbeat.facts", "leaves.leaf"}


def test_tasks_carry_nothing() -> None:
    """The hints of Celery take no argument at all: nothing can stand in the broker."""
    for task in (tasks.drain_outbox, tasks.sweep_deadlines, tasks.probe_channels):
        assert not inspect.signature(task.run).parameters
