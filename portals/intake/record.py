"""The intake record: one line of `import_complaints`, one body of the API (architecture §6)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from common import ids
from common.errors import InvalidInput
from portals.intake import fields as f
from portals.intake.faults import Fault, refusal_of

#: Words for the resident ID card that senders use; its check digits are ours to check.
RESIDENT_CARD = frozenset(
    {
        "", "ID_CARD", "IDCARD", "ID", "RESIDENT_ID", "RESIDENT_ID_CARD", "IDENTITY_CARD",
        "身份证", "居民身份证", "二代身份证", "第二代居民身份证",
    }
)  # fmt: skip
_ID_LENGTH = 18
_CALL = Literal["", "SATISFIED", "BASICALLY_SATISFIED", "DISSATISFIED", "UNREACHABLE"]
_CHANNEL = Literal[
    "WEB", "APP", "MINI_PROGRAM", "PHONE", "COUNTER", "MAIL", "EMAIL",
    "T12345", "T12315", "T110", "PARTNER_ENTERPRISE", "STAFF_FOUND",
]  # fmt: skip


class IntakeRecord(BaseModel):
    """What a sender says about one complaint or report; an unknown field is refused.

    Needs the validation context ``{"at": <aware moment>}``, the present. Empty text means "not
    given". Moments are in UTC, `amount_involved` in yuan.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    source: f.Source
    ticket_no: f.Ticket
    request_type: Literal["COMPLAINT", "REPORT"]
    channel: _CHANNEL
    received_at: f.PastMoment
    narrative: f.Narrative

    title: f.Title = ""
    request: f.Text = ""
    category_code: f.Category = ""
    severity: Literal["", "S1", "S2", "S3", "S4"] = ""
    urgency: Literal["", "URGENT", "PROMPT", "GENERAL", "COMPLEX"] = ""

    requester_role: Literal["", "USER", "WORKER", "ENTERPRISE", "INFORMANT"] = ""
    requester_name: f.Name = ""
    requester_phone: f.Phone = ""
    requester_id_type: f.Short = ""
    requester_id_no: f.Number = ""
    requester_address: f.Place = ""
    anonymous: f.Flag = False
    confidential: f.Flag = False

    respondent_type: Literal["WORKER", "ENTERPRISE", "USER", "UNKNOWN"] = "UNKNOWN"
    respondent_name: f.Name = ""
    respondent_uscc: f.Uscc = ""
    respondent_id_no: f.ResidentId = ""
    respondent_certificate_no: f.Number = ""
    respondent_phone: f.Phone = ""
    respondent_address: f.Place = ""

    vulnerable_victim: Literal["", "minor", "elderly", "patient", "pregnant", "disabled"] = ""
    amount_involved: f.Yuan | None = None
    occurred_on: f.Day | None = None
    occurred_at: f.DayOrMoment | None = None
    occurred_when: f.Name = ""
    occurred_place: f.Place = ""
    province: f.Short = ""
    city: f.Short = ""
    district_code: f.District = ""
    order_no: f.Number = ""
    handle_due_at: f.Moment | None = None
    consent_publish: f.Flag = False
    consent_entrust_mediation: f.Flag = False

    # The rest of a 12345/12315 ticket (brief §2.6), kept as facts of the ticket.
    dispatched_at: f.Moment | None = None
    handling_unit: f.Name = ""
    co_units: list[f.Name] = Field(default_factory=list, max_length=20)
    sign_due_at: f.Moment | None = None
    signed_at: f.Moment | None = None
    returned_at: f.Moment | None = None
    return_reason: f.Text = ""
    extension_requested_at: f.Moment | None = None
    extension_granted_until: f.Moment | None = None
    reply_text: f.Text = ""
    replied_at: f.Moment | None = None
    closed_at: f.Moment | None = None
    followup_result: _CALL = ""
    resolved: Literal["", "Y", "PARTLY", "N"] = ""
    rehandle_of: f.EarlierTicket = ""
    attachments: list[f.Reference] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _check_requester_id(self) -> Self:
        if self.requester_id_no and self.holds_resident_card:
            try:
                ids.check_resident_id(self.requester_id_no, field="requester_id_no")
            except InvalidInput as refusal:
                raise Fault(refusal) from None
        return self

    @property
    def holds_resident_card(self) -> bool:
        """Whether the requester's number is a resident ID: so called, or of its very shape."""
        kind = self.requester_id_type.upper().replace(" ", "_").replace("-", "_")
        digits = self.requester_id_no.replace(" ", "")
        shaped = len(digits) == _ID_LENGTH and digits[:-1].isdecimal()
        return kind in RESIDENT_CARD or shaped


def read(raw: Mapping[str, Any], *, at: datetime) -> IntakeRecord:
    """Return the record in `raw`; null in a known field means "not given".

    Raises:
        Refusal: the first fault, with field, code, reason and next step; values are not repeated.
    """
    fields = IntakeRecord.model_fields
    given = {name: value for name, value in raw.items() if value is not None or name not in fields}
    try:
        return IntakeRecord.model_validate(given, context={"at": at})
    except ValidationError as error:
        raise refusal_of(error) from None


def plain(record: IntakeRecord, names: tuple[str, ...]) -> dict[str, Any]:
    """Return those of the fields that were given, as JSON can hold them."""
    found = {name: _plain(getattr(record, name)) for name in names}
    return {name: value for name, value in found.items() if value not in ("", None, [], False)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
