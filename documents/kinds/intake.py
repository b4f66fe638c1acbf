"""Papers of intake: registration form and receipt, supplement notice, forwarding notice."""

from __future__ import annotations

from pydantic import Field

from documents.kinds.base import Day, Kind, Line, Moment, Paper, Part, Prose, Yuan


class RegisteredComplainant(Part):
    """The complainant as the form asks (brief §2.6 H8); `id_number` is printed as it is given."""

    name: Line
    phone: Line
    id_type: Line | None = None
    id_number: Line | None = None
    address: Line | None = None


class Agent(Part):
    """An authorised agent: name, phone and what the power of attorney covers (brief §2.1 C4)."""

    name: Line
    phone: Line
    authority: Line


class RegisteredRespondent(Part):
    """The respondent as the form asks (brief §2.6 H8)."""

    name: Line
    contact: Line | None = None
    phone: Line | None = None
    address: Line | None = None
    uscc: Line | None = None


class RegistrationForm(Paper):
    """投诉登记表 with the receipt (回执) for the complainant (brief §3.1 CM-01, §2.6 H8).

    `accept_by` is the last day of the clock ACCEPTANCE. `query_code`, if given, is printed on the
    receipt only.
    """

    received_at: Moment
    channel: Line
    complainant: RegisteredComplainant
    agent: Agent | None = None
    consent_publish: bool
    consent_entrust_mediation: bool
    respondent: RegisteredRespondent
    occurred_when: Line | None = None
    occurred_place: Line | None = None
    facts: Prose
    amount: Yuan | None = None
    evidence: tuple[Line, ...] = Field(default=(), max_length=100)
    requests: tuple[Line, ...] = Field(min_length=1, max_length=30)
    registrar: Line | None = None
    accept_by: Day
    query_code: Line | None = None


class Missing(Part):
    """One defect: what is missing and how it is put right."""

    what: Line
    how: Line | None = None


class SupplementNotice(Paper):
    """补正材料通知书: every defect at once, with the last day (brief §3.1 CM-03, §2.1 C3)."""

    complainant_name: Line
    respondent_name: Line
    received_on: Day
    missing: tuple[Missing, ...] = Field(min_length=1, max_length=30)
    due_on: Day
    working_days: int = Field(ge=1, le=60)
    submit_how: Line | None = None


class ForwardingNotice(Paper):
    """投诉转办告知书: to which competent body the complaint went (brief §3.1 CM-08)."""

    complainant_name: Line
    respondent_name: Line
    subject: Line
    received_on: Day
    reason: Prose
    agency_name: Line
    agency_phone: Line | None = None
    agency_address: Line | None = None
    forwarded_on: Day
    materials: tuple[Line, ...] = Field(default=(), max_length=50)


KINDS = (
    Kind(
        code="COMPLAINT_REGISTRATION_FORM",
        series="登",
        title="家政服务投诉登记表",
        context=RegistrationForm,
        template="registration_form",
    ),
    Kind(
        code="SUPPLEMENT_NOTICE",
        series="补",
        title="补正材料通知书",
        context=SupplementNotice,
        template="supplement_notice",
    ),
    Kind(
        code="FORWARDING_NOTICE",
        series="转",
        title="投诉转办告知书",
        context=ForwardingNotice,
        template="forwarding_notice",
    ),
)
