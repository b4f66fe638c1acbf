"""Only what can be done is offered: the pages ask the guards before they show a button."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from casework.models import Complaint, Mediation, Progress
from casework.services import mediation, verification
from common.actors import Outside
from deadlines.models import Deadline
from documents.models import Document
from tests import cast

NOW = datetime.now(UTC) - timedelta(hours=1)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def case(accepted):
    def make(severity="S4", route="MEDIATION"):
        return accepted(severity, route, at=NOW, received_at=NOW - timedelta(hours=1))

    return make


@pytest.fixture
def verified(case):
    complaint = case("S3")
    verification.start(
        complaint_id=complaint.pk,
        plan="核对服务订单，分别走访双方当事人",
        facts_disputed=True,
        by=cast.member("officer"),
        at=NOW,
    )
    return complaint


def decline(complaint):
    opened = mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=NOW)
    party = complaint.file.parties.get(role="RESPONDENT")
    mediation.answer(
        mediation_id=opened.pk,
        party_id=party.pk,
        consents=False,
        how="PHONE",
        by=Outside("RESPONDENT", party_id=party.pk),
        at=NOW,
    )


def keys(response):
    return {card.choice.key for card in response.context["cards"]}


@pytest.mark.parametrize(
    ("severity", "route", "first"),
    [("S2", "REFERRAL", ""), ("S1", "EMERGENCY", "emergency")],
)
def test_a_file_for_the_referral_desk_says_whom_it_waits_for(as_, case, severity, route, first):
    number = case(severity, route).file.number
    client = as_("officer")

    page = client.get(reverse("case", args=[number]))

    step = page.context["next"].first
    assert (step.url if step else "") == (reverse(first, args=[number]) if first else "")
    assert "等待联络员拟定移送材料" in page.content.decode()
    assert f"/cases/{number}/progress" not in page.content.decode()
    assert client.get(f"/cases/{number}/progress").status_code == 409


@pytest.mark.parametrize(
    ("severity", "route", "ways"),
    [
        ("S4", "MEDIATION", {"reply", "propose"}),
        ("S3", "MEDIATION", {"reply", "propose", "verify"}),
        ("S2", "MEDIATION", {"propose", "verify"}),
        ("S2", "VERIFY", {"verify"}),
        ("S2", "REFERRAL", {"verify"}),
        ("S4", "VERIFY", {"reply", "propose", "verify"}),
    ],
)
def test_the_ways_are_those_the_guards_allow(as_, case, severity, route, ways):
    number = case(severity, route).file.number

    assert keys(as_("officer").get(f"/cases/{number}/way")) == ways


def test_a_minor_matter_is_verified_once_a_party_declines_mediation(as_, case):
    complaint = case()
    decline(complaint)

    assert "verify" in keys(as_("officer").get(f"/cases/{complaint.file.number}/way"))


def test_a_progress_answer_offers_only_the_grounds_on_file(as_, verified):
    page = as_("officer").get(f"/cases/{verified.file.number}/progress")

    [card] = page.context["cards"]
    assert [code for code, _label in card.form.fields["wait_ground"].choices] == ["VERIFICATION"]


def answer(client, complaint, **changes):
    facts = {
        "wait_ground": "VERIFICATION",
        "remains": "尚待核对订单记录。",
        "who_acts": "核查人员",
        "by_when": f"{TODAY + timedelta(days=10)}",
    } | changes
    return client.post(
        f"/cases/{complaint.file.number}/progress/answer",
        {f"answer-{name}": value for name, value in facts.items()},
    )


@pytest.mark.parametrize("extra", [{}, {"preview": "1"}])
def test_a_progress_answer_names_no_day_that_is_past(as_, verified, extra):
    yesterday = TODAY - timedelta(days=2)

    response = answer(as_("officer"), verified, by_when=f"{yesterday}")

    assert response.status_code == 422
    assert "该日期已过" in response.content.decode()
    assert not Progress.objects.exists()


def test_once_answered_no_ground_is_needed_and_none_that_is_untrue_is_taken(as_, verified):
    client = as_("officer")
    assert answer(client, verified).status_code == 302
    page = client.get(f"/cases/{verified.file.number}/progress")

    untrue = answer(client, verified, wait_ground="COURT")
    without = answer(client, verified, wait_ground="")

    [card] = page.context["cards"]
    codes = [code for code, _label in card.form.fields["wait_ground"].choices]
    assert codes == ["", "VERIFICATION"]
    assert untrue.status_code == 422
    assert without.status_code == 302


def test_the_progress_answer_says_by_when_the_next_one_comes(as_, verified):
    answer(as_("officer"), verified)

    letter = Document.objects.get(kind="PROGRESS_ANSWER")
    clock = Deadline.objects.get(file=verified.file, code="PROGRESS_NOTE")
    assert f'"next_answer_by":"{clock.due_on}"' in letter.context.replace(" ", "")


def test_findings_are_confirmed_after_two_signatures_and_seen_before(as_, verified):
    found = verification.write_findings(
        complaint_id=verified.pk,
        conclusion="UPHELD",
        facts="服务员当日态度恶劣，有录音为证。",
        reasoning="录音与双方陈述相互印证。",
        by=cast.member("investigator"),
        at=NOW,
    )
    address = f"/cases/{verified.file.number}/verification"
    officer = as_("officer")
    before = keys(officer.get(address))
    for name in ("investigator", "investigator2"):
        verification.sign(
            complaint_id=verified.pk, findings_id=found.pk, by=cast.member(name), at=NOW
        )

    after = keys(officer.get(address))
    letter = officer.post(
        f"{address}/confirm", {"confirm-findings_id": found.pk, "preview": "1"}
    ).content.decode()

    assert "confirm" not in before
    assert {"confirm", "return"} <= after
    assert "sign" not in after
    assert "投诉核查结论书" in letter
    assert "investigator2" in letter
    assert not Document.objects.filter(kind="FINDINGS").exists()


def test_the_consent_form_is_seen_before_it_goes_out(as_, case):
    complaint = case()

    page = as_("officer").post(
        f"/cases/{complaint.file.number}/way/propose",
        {"propose-entrusted_to": "某调解委员会", "preview": "1"},
    )

    assert page.content.decode().count('class="paper ') == 2
    assert "某调解委员会" in page.content.decode()
    assert Complaint.objects.get(pk=complaint.pk).mediations.count() == 0


def test_the_end_of_a_declined_proposal_is_seen_before_it_is_recorded(as_, case):
    complaint = case()
    opened = mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=NOW)

    page = as_("intake").post(
        f"/cases/{complaint.file.number}/mediation/decline",
        {"decline-role": "RESPONDENT", "decline-how": "PHONE", "preview": "1"},
    )

    assert "终止调解" in page.content.decode()
    assert Mediation.objects.get(pk=opened.pk).state == "PROPOSED"


def test_an_answered_party_is_not_asked_again(as_, case):
    complaint = case()
    opened = mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=NOW)
    party = complaint.file.parties.get(role="COMPLAINANT")
    mediation.answer(
        mediation_id=opened.pk,
        party_id=party.pk,
        consents=True,
        how="PHONE",
        by=Outside("COMPLAINANT", party_id=party.pk),
        at=NOW,
    )

    page = as_("intake").get(f"/cases/{complaint.file.number}/mediation")

    forms = {card.choice.key: card.form for card in page.context["cards"]}
    for key in ("consent", "decline"):
        assert [code for code, _label in forms[key].fields["role"].choices] == ["RESPONDENT"]


@pytest.mark.parametrize("name", ["triage", "investigator", "liaison", "mediator"])
def test_whoever_works_on_the_matter_does_not_speak_for_a_party(as_, case, name):
    complaint = case()
    number = complaint.file.number

    response = as_(name).post(
        f"/cases/{number}/withdraw/withdraw",
        {"withdraw-reason": "双方已经自行和解。", "withdraw-own_act": "on"},
    )

    assert response.status_code == 403
    assert Complaint.objects.get(pk=complaint.pk).state == "ACCEPTED"


@pytest.mark.parametrize("name", ["intake", "officer"])
def test_the_front_desk_takes_down_what_a_party_says(as_, case, name):
    complaint = case()

    as_(name).post(
        f"/cases/{complaint.file.number}/withdraw/withdraw",
        {"withdraw-reason": "双方已经自行和解。", "withdraw-own_act": "on"},
    )

    assert Complaint.objects.get(pk=complaint.pk).state == "WITHDRAWN"
