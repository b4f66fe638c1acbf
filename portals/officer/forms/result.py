"""Forms of verification, result, progress and call-back, and of the work around a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import states
from casework.models import Contact, Findings, FollowUp
from portals.forms import DayField, HouseForm, MomentField


class Plan(HouseForm):
    """How the facts will be looked into."""

    plan = forms.CharField(
        label=_("Investigation plan"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )
    facts_disputed = forms.BooleanField(label=_("The facts are disputed"), required=False)


class LatePlan(HouseForm):
    """The plan of a verification that a lead from mediation opened."""

    plan = forms.CharField(
        label=_("Investigation plan"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )


class Supplied(HouseForm):
    """What the complainant handed in at the desk or by telephone."""

    answer = forms.CharField(
        label=_("What was handed in"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    arrived_at = MomentField(
        label=_("Handed in at"),
        past=True,
        required=False,
        help_text=_("When it came, not when it is typed in; of a letter the day of posting."),
    )


class Draft(HouseForm):
    """What was found."""

    conclusion = forms.ChoiceField(
        label=_("Conclusion"), choices=Findings.Conclusion.choices, widget=forms.RadioSelect
    )
    facts = forms.CharField(
        label=_("Facts found"), widget=forms.Textarea(attrs={"rows": 6}), max_length=10_000
    )
    reasoning = forms.CharField(
        label=_("Evidence and reasoning"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
    )


class OnFindings(HouseForm):
    """Names the version of the findings that the person has read."""

    findings_id = forms.IntegerField(widget=forms.HiddenInput)


class Sign(OnFindings):
    """A name under the findings."""

    read = forms.BooleanField(label=_("I have read the findings and stand for them"))


class Return(OnFindings):
    """Back to the investigators."""

    reason = forms.CharField(
        label=_("What must be looked into again"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class Feedback(HouseForm):
    """What the result letter adds to the recorded outcome."""

    process = forms.CharField(
        label=_("What was done"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )
    result = forms.CharField(
        label=_("The result"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )


class Progress(HouseForm):
    """What remains, who must act, by when (brief §2.9.1)."""

    #: Narrowed by the page to the grounds that the record proves.
    wait_ground = forms.ChoiceField(
        label=_("Why it is not finished"), choices=states.WaitGround.choices, required=False
    )
    remains = forms.CharField(
        label=_("What remains to be done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    who_acts = forms.CharField(label=_("Who must act"), max_length=200)
    by_when = DayField(label=_("By when"), help_text=_("Today or later; the letter names it."))


class NotReached(HouseForm):
    """A call that reached nobody."""

    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)


class Reached(HouseForm):
    """What the complainant said."""

    satisfaction = forms.ChoiceField(
        label=_("The complainant is"),
        choices=FollowUp.Satisfaction.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )


class Withdraw(HouseForm):
    """The complainant's own act, taken down by a clerk."""

    reason = forms.CharField(
        label=_("What the complainant said"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    own_act = forms.BooleanField(label=_("It is the complainant's own wish; nobody pressed for it"))


class MoreTime(HouseForm):
    """Why a period is not enough."""

    reason = forms.CharField(
        label=_("Why the time is not enough"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class OnRequest(HouseForm):
    """Names the request for more time that the person has read."""

    request_id = forms.IntegerField(widget=forms.HiddenInput)


class RefuseRequest(OnRequest):
    """No more time."""

    reason = forms.CharField(
        label=_("Why not"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class Recuse(HouseForm):
    """Stepping back from a file."""

    reason = forms.CharField(
        label=_("What ties you to the file"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("For example kinship, friendship, a debt, or work for one of the parties."),
    )


class ContactLog(HouseForm):
    """One attempt to speak or write to a party."""

    role = forms.ChoiceField(
        label=_("With"),
        choices=[("COMPLAINANT", _("complainant")), ("RESPONDENT", _("respondent"))],
    )
    means = forms.ChoiceField(label=_("Means"), choices=Contact.Means.choices)
    reached = forms.BooleanField(label=_("The person was reached"), required=False)
    text = forms.CharField(
        label=_("What was said"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        required=False,
    )


class NoteForm(HouseForm):
    """A note that no party sees."""

    text = forms.CharField(
        label=_("Internal note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )


class EvidenceUpload(HouseForm):
    """A file and what it shows."""

    upload = forms.FileField(
        label=_("File"), help_text=_("Picture, PDF, sound or video, up to 50 MB.")
    )
    caption = forms.CharField(label=_("What it shows"), max_length=200, required=False)


class Why(HouseForm):
    """Why something protected must be read; the answer is kept."""

    reason = forms.CharField(label=_("Why do you need it?"), max_length=200)


class RevealForm(Why):
    """Which masked particular is to be read in full."""

    field = forms.CharField(widget=forms.HiddenInput)


class Identify(HouseForm):
    """Who the respondent is, by number; a name alone identifies nobody (brief §3.8)."""

    name = forms.CharField(label=_("Name as registered"), max_length=100)
    uscc = forms.CharField(
        label=_("Unified social credit code (enterprise)"), max_length=18, required=False
    )
    id_no = forms.CharField(label=_("Resident ID number (worker)"), max_length=18, required=False)
    certificate_no = forms.CharField(
        label=_("Service certificate number"), max_length=64, required=False
    )
    order_linked = forms.BooleanField(
        label=_("A service order proves that this worker came"), required=False
    )
