"""The shape of every page that acts on a file: load, ask, call, answer.

A page holds one or more `Choice`s, shown side by side: an approval never stands without its
refusal (experience §4.3). Each choice is one form and one service call. What the record rules out
is not on the page; what this person may not do, or not yet, is shown with the reason and no button.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from common import lifecycle
from common.errors import NotPermitted, Refusal, WrongState
from outbox import services as outbox
from portals import errors
from portals.forms import HouseForm
from portals.officer import drafts
from portals.officer.frame import RECORDS, Act, Frame, find, staff
from portals.officer.shown import STATE_TONES

__all__ = [
    "Act",
    "ActionPage",
    "Card",
    "Choice",
    "Frame",
    "Words",
    "barred",
    "find",
    "forbidden",
    "kept_from",
    "rehearsed",
    "staff",
]

Words = str | Promise
#: Asks guards, which raise what they refuse whatever is typed.
Asked: TypeAlias = "Callable[[Frame, User], None]"


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
    #: Which part of the page the card stands in, on a page that has several.
    group: str = ""
    help: Words = ""
    #: Asked once more before it is done, where it cannot be undone.
    sure: Words = ""
    #: Letters of the machine whose record makes the move (`frame.RECORDS`).
    machine: str = "CM"
    #: Moves of other records that the same act makes.
    does: tuple[str, ...] = ()
    #: Asked instead of the move's own, where a clerk takes down what a party does.
    capability: str = ""
    #: Returns the letter as it would be numbered, for the preview.
    preview: Callable[[Act], str] | None = None
    #: What the button of the preview names: the letter it shows.
    previews: Words = ""
    #: Whether the card is folded up here: possible, but not what the page is for now.
    folded: Callable[[Frame], bool] | None = None
    initial: Callable[[Frame], dict[str, Any]] | None = None
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
        initial = self.initial(frame) if self.initial else {}
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


def keeper(request: HttpRequest) -> User:
    """Return the person logged in, who looks after dead letters and outside channels."""
    user = staff(request)
    if not user.has_perm(outbox.RETRY):
        raise NotPermitted
    return user


def barred(choice: Choice, frame: Frame, user: User) -> Refusal | None:
    """Return why `choice` does not belong on the page now, whoever reads it, or None."""
    record = frame.record(choice.machine)
    if choice.move:
        row = lifecycle.moves_of(RECORDS[choice.machine])[choice.move]
        if row.sources and (record is None or record.state not in row.sources):
            return WrongState()
    return _said_no(choice.fits, frame, user)


def forbidden(choice: Choice, frame: Frame, user: User) -> Refusal | None:
    """Return why the role of `user` does not allow `choice` on this file, or None."""
    capability = choice.capability or f"{RECORDS[choice.machine].namespace}.{choice.move}"
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


def rehearsed(do: Callable[[Act], Any], act: Act, show: Callable[[Any], str] = str) -> str:
    """Do it, show what came of it, and take it back: what would be refused is refused now."""
    with transaction.atomic():
        shown = show(do(act))
        transaction.set_rollback(True)
    return shown


def _grouped(cards: list[Card]) -> dict[str, list[Card]]:
    """Return the cards by the part of the page they stand in, on a page that has several."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(card.choice.group or "step", []).append(card)
    return found


class ActionPage(LoginRequiredMixin, View):
    """A page of choices on one file. Subclasses name them and may add what the reader must know."""

    title: ClassVar[Words]
    intro: ClassVar[Words] = ""
    choices: ClassVar[Sequence[Choice]]
    template_name: ClassVar[str] = "officer/action.html"
    #: Name of the address, used for the forms.
    name: ClassVar[str]
    #: Below the case's address; "" = the name.
    path: ClassVar[str] = ""
    #: Whether story, request, parties and agreed terms stand above the choices.
    digest: ClassVar[bool] = False
    #: Whether there is something to read where nothing is to be decided.
    readable: ClassVar[bool] = False

    def get(self, request: HttpRequest, choice: str = "", **place: str) -> HttpResponseBase:
        """Show the choices that are open to this person now."""
        if choice:
            return redirect(reverse(self.name, kwargs=place))
        frame = self.on(request, **place)
        if not self.readable and not self.offered(frame, self._user):
            raise WrongState
        return self._page(request, frame, self._cards(frame))

    def post(self, request: HttpRequest, choice: str = "", **place: str) -> HttpResponseBase:
        """Take one choice: one service call; its refusal stands beside the field it names."""
        frame = self.on(request, **place)
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
        act = Act(frame, form.cleaned_data, self._user)
        try:
            if chosen.preview and "preview" in request.POST:
                letter = chosen.preview(act)
                return self._page(request, frame, self._cards(frame, chosen, form, letter))
            if "check" in request.POST:
                rehearsed(chosen.do, act)
                return HttpResponse(status=204)
            done = chosen.do(act)
        except Refusal as error:
            if error.status == 409:
                return errors.refusal(request, error)
            form.refuse(error)
            return self._again(request, frame, chosen, form)
        self._keep(frame, sent=chosen.key)
        messages.success(request, str(chosen.done))
        return redirect(self.after(frame, done))

    def more(self, frame: Frame) -> dict[str, Any]:
        """Return what this page shows besides its choices."""
        return {}

    @classmethod
    def on(cls, request: HttpRequest, **place: str) -> Frame:
        """Return the file that the address names; 404 if it is not the person's to see."""
        return find(request, place["number"])

    @classmethod
    def frames(cls, frame: Frame) -> list[Frame]:
        """Return what the page is about on this file: itself, or each of several records."""
        return [frame]

    @classmethod
    def place(cls, frame: Frame) -> list[str]:
        """Return the numbers that lead to the page; the last one is the record's own."""
        return [frame.number]

    @classmethod
    def address(cls, frame: Frame, choice: str = "") -> str:
        """Return the address of the page, or of one of its forms."""
        return reverse(cls.name, args=[*cls.place(frame), *filter(None, [choice])])

    @classmethod
    def drafts_address(cls, frame: Frame) -> str:
        """Return where what is being typed is kept."""
        return reverse("save_draft", args=[*cls.place(frame), cls.name])

    @classmethod
    def after(cls, frame: Frame, done: Any) -> str:
        """Return where the person goes once a choice is taken; `done` is what the service gave."""
        return frame.url

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the choices that belong on the page: nothing stands there that cannot be done."""
        return [choice for choice in cls.choices if barred(choice, frame, user) is None]

    @classmethod
    def proposed(cls, frame: Frame, user: User) -> list[Choice]:
        """Return what of the page makes it a step to go to from the case."""
        return cls.offered(frame, user)

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
        number = self.place(frame)[-1]
        anew = {sent} if sent else set(self.request.POST.getlist("card"))
        typed = {
            name: values
            for name, values in drafts.load(self.request, self.name, number).lists()
            if name.partition("-")[0] not in anew
        }
        if not sent:
            typed |= self.typed(frame, self.request.POST)
        drafts.keep(self.request, self.name, number, typed)

    def _cards(
        self,
        frame: Frame,
        chosen: Choice | None = None,
        form: HouseForm | None = None,
        letter: str = "",
    ) -> list[Card]:
        typed = drafts.load(self.request, self.name, self.place(frame)[-1])
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
                    self.address(frame, choice.key),
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
            "drafts_address": self.drafts_address(frame),
            "digest": self.digest,
            "statement": frame.complaint.statement,
            "intro": self.intro,
            "frame": frame,
            "complaint": frame.complaint,
            "state_tone": STATE_TONES.get(frame.complaint.state, ""),
            "cards": cards,
            "columns": sum(not card.folded for card in cards),
            "groups": _grouped(cards),
            "letter": any(card.preview for card in cards),
            "failed": next((card.form for card in cards if card.form.errors), None),
            **self.more(frame),
        }
        return render(request, self.template_name, context, status=status)
