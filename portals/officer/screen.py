"""The shape of every page that acts on a file: load, ask, call, answer.

A page holds one or more `Choice`s, shown side by side: an approval never stands without its
refusal (experience §4.3). Each choice is one form and one service call. What the record rules out
is not on the page; what this person may not do, or not yet, is shown with the reason and no button.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from accounts.roles import roles_with
from casework.models import Complaint, Mediation
from common import lifecycle
from common.errors import Conflict, NotPermitted, Refusal, WrongState
from common.models import File
from outbox import services as outbox
from portals import errors
from portals.forms import HouseForm
from portals.officer import drafts
from portals.officer.shown import STATE_TONES

Words = str | Promise
#: Asks guards, which raise what they refuse whatever is typed.
Asked: TypeAlias = "Callable[[Frame, User], None]"


@dataclass(frozen=True)
class Act:
    """One press of a button, on its way into a service."""

    complaint: Complaint
    mediation: Mediation | None
    data: dict[str, Any]
    by: User
    at: datetime

    @property
    def a_mediation(self) -> Mediation:
        """The open mediation; a page without one is a conflict, not an error."""
        if self.mediation is None:
            raise Conflict
        return self.mediation


@dataclass(frozen=True)
class Choice:
    """One thing a person may decide on a page."""

    key: str
    #: Name of the move; its capability and sources decide whether the button is there. "" for an
    #: act that changes no state; it names its capability.
    move: str
    label: Words
    verb: Words
    do: Callable[[Act], Any]
    done: Words
    form: type[HouseForm] = HouseForm
    tone: str = ""
    help: Words = ""
    #: Asked once more before it is done, where it cannot be undone.
    sure: Words = ""
    #: "CM" or "MD": the record the move belongs to.
    machine: str = "CM"
    #: Asked instead of the move's own, where a clerk takes down what a party does.
    capability: str = ""
    #: Returns the letter as it would be numbered, for the preview.
    preview: Callable[[Act], str] | None = None
    #: What the button of the preview names: the letter it shows.
    previews: Words = ""
    #: Whether the card is folded up here: possible, but not what the page is for now.
    folded: Callable[[Frame], bool] | None = None
    initial: Callable[[Complaint], dict[str, Any]] | None = None
    #: Asks the guards of the move about the record: what they refuse is not on the page.
    fits: Asked | None = None
    #: Asks them what another person or another day may lift: shown with the reason, no button.
    needs: Asked | None = None
    #: Narrows a fresh form to what the record allows.
    narrow: Callable[[HouseForm, Frame], None] | None = None

    def fresh(self, frame: Frame, *args: Any, **kwargs: Any) -> HouseForm:
        """Return a form of this choice, narrowed to what the record allows."""
        form = self.form(*args, prefix=self.key, **kwargs)
        if self.narrow:
            self.narrow(form, frame)
        return form

    def open_to(self, frame: Frame, *args: Any) -> HouseForm:
        """Return a form of this choice that starts with what the file says."""
        initial = self.initial(frame.complaint) if self.initial else {}
        return self.fresh(frame, *args, initial=initial)


@dataclass
class Card:
    """A choice as this person sees it now: its form, or why there is none."""

    choice: Choice
    form: HouseForm
    refusal: str = ""
    preview: str = ""
    url: str = ""
    folded: bool = False

    @property
    def can_preview(self) -> bool:
        """Whether there is a letter to look at before it is numbered."""
        return self.choice.preview is not None


@dataclass
class Frame:
    """What every page of one file shares."""

    complaint: Complaint
    mediation: Mediation | None
    at: datetime = field(default_factory=timezone.now)
    #: Whether other cases were merged into this one.
    has_merged: bool = False
    #: Cases that may be the same matter, once somebody asked for them.
    duplicates: list[Complaint] | None = None
    _roles: dict[int, frozenset[str]] = field(default_factory=dict)

    def allows(self, user: User, capability: str) -> bool:
        """Return whether a role of `user` over the file grants `capability`; asked once a page."""
        if user.pk not in self._roles:
            self._roles[user.pk] = user.roles_for(self.complaint.file)
        return bool(self._roles[user.pk] & roles_with(capability))

    @property
    def url(self) -> str:
        """The address of the case workspace."""
        return reverse("case", args=[self.complaint.file.number])


def find(request: HttpRequest, number: str) -> Frame:
    """Return the file `number` if the person may see it.

    Raises:
        Http404: there is none, or it is not theirs to see; the two look the same.
    """
    complaint = (
        Complaint.objects.filter(
            file__in=File.objects.visible_to(request.user), file__number=number
        )
        .select_related("file__unit", "statement", "graded_by")
        .prefetch_related("file__parties")
        .annotate(has_merged=Exists(Complaint.objects.filter(merged_into=OuterRef("pk"))))
        .first()
    )
    if complaint is None:
        raise Http404
    mediation = (
        complaint.mediations.select_related("file__unit", "mediator").order_by("-pk").first()
    )
    return Frame(complaint, mediation, has_merged=complaint.has_merged)


def staff(request: HttpRequest) -> User:
    """Return the person of the staff who is logged in."""
    user = request.user
    if not isinstance(user, User):
        raise NotPermitted
    return user


def keeper(request: HttpRequest) -> User:
    """Return the person logged in, who looks after dead letters and outside channels."""
    user = staff(request)
    if not user.has_perm(outbox.RETRY):
        raise NotPermitted
    return user


def barred(choice: Choice, frame: Frame, user: User) -> Refusal | None:
    """Return why `choice` does not belong on the page now, whoever reads it, or None."""
    model: type[Complaint] | type[Mediation] = Complaint if choice.machine == "CM" else Mediation
    record = frame.complaint if choice.machine == "CM" else frame.mediation
    if choice.move:
        row = lifecycle.moves_of(model)[choice.move]
        if row.sources and (record is None or record.state not in row.sources):
            return WrongState()
    return _said_no(choice.fits, frame, user)


def forbidden(choice: Choice, frame: Frame, user: User) -> Refusal | None:
    """Return why the role of `user` does not allow `choice` on this file, or None."""
    namespace = (Complaint if choice.machine == "CM" else Mediation).namespace
    capability = choice.capability or f"{namespace}.{choice.move}"
    if frame.allows(user, capability):
        return None
    return NotPermitted(
        _("Your role does not allow “%(move)s” on this file.") % {"move": choice.label}
    )


def kept_from(choice: Choice, frame: Frame, user: User) -> Refusal | None:
    """Return why `user` may not take a choice that is on the page, or not yet; or None."""
    return forbidden(choice, frame, user) or _said_no(choice.needs, frame, user)


def _said_no(asked: Asked | None, frame: Frame, user: User) -> Refusal | None:
    if asked is None:
        return None
    try:
        asked(frame, user)
    except Refusal as refusal:
        return refusal
    return None


class ActionPage(LoginRequiredMixin, View):
    """A page of choices on one file. Subclasses name them and may add what the reader must know."""

    title: ClassVar[Words]
    intro: ClassVar[Words] = ""
    choices: ClassVar[Sequence[Choice]]
    template_name: ClassVar[str] = "officer/action.html"
    #: Name of the address, used for the forms.
    name: ClassVar[str]
    #: Whether story, request, parties and agreed terms stand above the choices.
    digest: ClassVar[bool] = False

    def get(self, request: HttpRequest, number: str, choice: str = "") -> HttpResponseBase:
        """Show the choices that are open to this person now."""
        if choice:
            return redirect(self.name, number)
        frame = find(request, number)
        self._raise_if_nothing_open(frame)
        return self._page(request, frame, self._cards(frame))

    def post(self, request: HttpRequest, number: str, choice: str = "") -> HttpResponseBase:
        """Take one choice: one service call; its refusal stands beside the field it names."""
        frame = find(request, number)
        chosen = next((c for c in self.choices if c.key == choice), None)
        if chosen is None:
            raise Http404
        self._keep(frame)
        refusal = barred(chosen, frame, self._user) or forbidden(chosen, frame, self._user)
        if refusal:
            raise refusal
        form = chosen.fresh(frame, request.POST, request.FILES)
        if not form.is_valid():
            return self._again(request, frame, chosen, form)
        act = Act(frame.complaint, frame.mediation, form.cleaned_data, self._user, frame.at)
        try:
            if chosen.preview and "preview" in request.POST:
                letter = chosen.preview(act)
                return self._page(request, frame, self._cards(frame, chosen, form, letter))
            if "check" in request.POST:
                return self._rehearse(chosen, act)
            chosen.do(act)
        except Refusal as error:
            if error.status == 409:
                return errors.refusal(request, error)
            form.refuse(error)
            return self._again(request, frame, chosen, form)
        self._keep(frame, sent=chosen.key)
        messages.success(request, str(chosen.done))
        return redirect("case", number)

    def more(self, frame: Frame) -> dict[str, Any]:
        """Return what this page shows besides its choices."""
        return {}

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the choices that belong on the page: nothing stands there that cannot be done."""
        return [choice for choice in cls.choices if barred(choice, frame, user) is None]

    @classmethod
    def label(cls, frame: Frame) -> Words:
        """Return what the page is called on the file."""
        return cls.title

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """Return whether the page is possible but not the next step of the file."""
        return False

    @classmethod
    def typed(cls, frame: Frame, data: QueryDict) -> drafts.Typed:
        """Return what `data` holds beyond what the cards it names show of themselves."""
        found: drafts.Typed = {}
        there = data.getlist("card")
        for choice in cls.choices:
            if choice.key not in there:
                continue
            found |= drafts.beyond(choice.open_to(frame, data), data)
        return found

    @property
    def _user(self) -> User:
        return staff(self.request)

    def _keep(self, frame: Frame, sent: str = "") -> None:
        """Keep what stands on the cards; nothing of the card that was sent and taken."""
        number = frame.complaint.file.number
        anew = {sent} if sent else set(self.request.POST.getlist("card"))
        typed = {
            name: values
            for name, values in drafts.load(self.request, self.name, number).lists()
            if name.partition("-")[0] not in anew
        }
        if not sent:
            typed |= self.typed(frame, self.request.POST)
        drafts.keep(self.request, self.name, number, typed)

    def _rehearse(self, chosen: Choice, act: Act) -> HttpResponse:
        """Do it and take it back: the page asks "sure?" only about what would be taken."""
        with transaction.atomic():
            chosen.do(act)
            transaction.set_rollback(True)
        return HttpResponse(status=204)

    def _raise_if_nothing_open(self, frame: Frame) -> None:
        if not self.offered(frame, self._user):
            raise WrongState

    def _cards(
        self,
        frame: Frame,
        chosen: Choice | None = None,
        form: HouseForm | None = None,
        letter: str = "",
    ) -> list[Card]:
        number = frame.complaint.file.number
        typed = drafts.load(self.request, self.name, number)
        cards = []
        for choice in self.offered(frame, self._user):
            mine = form is not None and chosen is not None and choice.key == chosen.key
            if mine and form:
                shown, begun = form, True
            else:
                shown = choice.open_to(frame)
                begun = drafts.take_back(shown, typed)
            refusal = kept_from(choice, frame, self._user)
            cards.append(
                Card(
                    choice,
                    shown,
                    str(refusal) if refusal else "",
                    letter if mine else "",
                    reverse(self.name, args=[number, choice.key]),
                    folded=bool(choice.folded and choice.folded(frame)) and not begun,
                )
            )
        return cards

    def _again(
        self, request: HttpRequest, frame: Frame, chosen: Choice, form: HouseForm
    ) -> HttpResponse:
        return self._page(request, frame, self._cards(frame, chosen, form), status=422)

    def _page(
        self, request: HttpRequest, frame: Frame, cards: list[Card], status: int = 200
    ) -> HttpResponse:
        context = {
            "title": self.title,
            "page_name": self.name,
            "digest": self.digest,
            "statement": frame.complaint.statement,
            "intro": self.intro,
            "frame": frame,
            "complaint": frame.complaint,
            "state_tone": STATE_TONES.get(frame.complaint.state, ""),
            "cards": cards,
            "columns": sum(not card.folded for card in cards),
            "letter": any(card.preview for card in cards),
            "failed": next((card.form for card in cards if card.form.errors), None),
            **self.more(frame),
        }
        return render(request, self.template_name, context, status=status)
