"""The shape of every page that acts on a file: load, ask, call, answer.

A page holds one or more `Choice`s, shown side by side: an approval never stands without its
refusal (experience §4.3). Each choice is one form and one service call. What a person may not do is
shown with the reason and without a button.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from casework.models import Complaint, Mediation
from common import lifecycle
from common.errors import Conflict, NotPermitted, Refusal, WrongState
from common.models import File
from portals import errors
from portals.forms import HouseForm
from portals.officer.shown import STATE_TONES

Words = str | Promise


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
    initial: Callable[[Complaint], dict[str, Any]] | None = None


@dataclass
class Card:
    """A choice as this person sees it now: its form, or why there is none."""

    choice: Choice
    form: HouseForm
    refusal: str = ""
    preview: str = ""
    url: str = ""

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
        .first()
    )
    if complaint is None:
        raise Http404
    mediation = (
        complaint.mediations.select_related("file__unit", "mediator").order_by("-pk").first()
    )
    return Frame(complaint, mediation)


def staff(request: HttpRequest) -> User:
    """Return the person of the staff who is logged in."""
    user = request.user
    if not isinstance(user, User):
        raise NotPermitted
    return user


def refusal_of(choice: Choice, frame: Frame, user: User) -> Refusal | None:
    """Return why `user` may not take `choice` now, or None."""
    model: type[Complaint] | type[Mediation] = Complaint if choice.machine == "CM" else Mediation
    record = frame.complaint if choice.machine == "CM" else frame.mediation
    if choice.move:
        row = lifecycle.moves_of(model)[choice.move]
        if row.sources and (record is None or record.state not in row.sources):
            return WrongState()
    capability = choice.capability or f"{model.namespace}.{choice.move}"
    if not user.has_perm(capability, frame.complaint.file):
        return NotPermitted(
            _("Your role does not allow “%(move)s” on this file.") % {"move": choice.label}
        )
    return None


class ActionPage(LoginRequiredMixin, View):
    """A page of choices on one file. Subclasses name them and may add what the reader must know."""

    title: ClassVar[Words]
    intro: ClassVar[Words] = ""
    choices: ClassVar[Sequence[Choice]]
    template_name: ClassVar[str] = "officer/action.html"
    #: Name of the address, used for the forms.
    name: ClassVar[str]

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
        refusal = refusal_of(chosen, frame, self._user)
        if refusal:
            raise refusal
        form = chosen.form(request.POST, request.FILES, prefix=chosen.key)
        if not form.is_valid():
            return self._again(request, frame, chosen, form)
        act = Act(frame.complaint, frame.mediation, form.cleaned_data, self._user, frame.at)
        try:
            if chosen.preview and "preview" in request.POST:
                letter = chosen.preview(act)
                return self._page(request, frame, self._cards(frame, chosen, form, letter))
            chosen.do(act)
        except Refusal as error:
            if error.status == 409:
                return errors.refusal(request, error)
            form.refuse(error)
            return self._again(request, frame, chosen, form)
        messages.success(request, str(chosen.done))
        return redirect("case", number)

    def more(self, frame: Frame) -> dict[str, Any]:
        """Return what this page shows besides its choices."""
        return {}

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the choices that belong on the page in the present state of the file."""
        return [
            choice
            for choice in cls.choices
            if not isinstance(refusal_of(choice, frame, user), WrongState)
        ]

    @classmethod
    def label(cls, frame: Frame) -> Words:
        """Return what the page is called on the file."""
        return cls.title

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """Return whether the page is possible but not the next step of the file."""
        return False

    @property
    def _user(self) -> User:
        return staff(self.request)

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
        cards = []
        for choice in self.offered(frame, self._user):
            mine = form is not None and chosen is not None and choice.key == chosen.key
            initial = choice.initial(frame.complaint) if choice.initial else {}
            refusal = refusal_of(choice, frame, self._user)
            cards.append(
                Card(
                    choice,
                    form if mine and form else choice.form(prefix=choice.key, initial=initial),
                    str(refusal) if refusal else "",
                    letter if mine else "",
                    reverse(self.name, args=[frame.complaint.file.number, choice.key]),
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
            "intro": self.intro,
            "frame": frame,
            "complaint": frame.complaint,
            "state_tone": STATE_TONES.get(frame.complaint.state, ""),
            "cards": cards,
            "letter": any(card.preview for card in cards),
            "failed": next((card.form for card in cards if card.form.errors), None),
            **self.more(frame),
        }
        return render(request, self.template_name, context, status=status)
