"""The way through the public form: which page comes when, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.public import forms
from portals.public.drafts import Draft

CHECK = "check"


@dataclass(frozen=True)
class Step:
    """One page of questions."""

    name: str
    title: str | Promise
    form: type[Form]

    @property
    def url(self) -> str:
        """Its address, which never holds an answer."""
        return reverse(f"complain_{self.name}")


WHO = Step("who", gettext_lazy("Who is it about?"), forms.Who)
WHAT = Step("what", gettext_lazy("What is it about?"), forms.What)
STORY = Step("story", gettext_lazy("What happened, and what do you ask for?"), forms.Story)
EVIDENCE = Step("evidence", gettext_lazy("Evidence"), forms.Evidence)
CONTACT = Step("contact", gettext_lazy("How do we reach you?"), forms.Contact)
FINAL = Step(CHECK, gettext_lazy("Check before you file"), forms.Check)
STEPS = (WHO, WHAT, STORY, EVIDENCE, CONTACT, FINAL)
#: Pages whose answers are typed; evidence is optional and kept as files.
ASKED = (WHO, WHAT, STORY, CONTACT)


def number_of(step: Step) -> int:
    """Return the place of a page, from 1."""
    return STEPS.index(step) + 1


def before(step: Step) -> str:
    """Return the address of the page before."""
    place = STEPS.index(step)
    return STEPS[place - 1].url if place else reverse("start")


def after(step: Step) -> str:
    """Return the address of the page after."""
    return STEPS[STEPS.index(step) + 1].url


def missing(draft: Draft) -> str:
    """Return the address of the first page that is not answered rightly, "" if all are."""
    for step in ASKED:
        if not step.form(draft.answers.get(step.name, {})).is_valid():
            return step.url
        if step is WHAT and in_question(draft) and not danger_answered(draft):
            return reverse("complain_danger")
    return ""


def in_question(draft: Draft) -> bool:
    """Return whether the safety of a person is at stake, so that danger must be asked about."""
    return draft.answers.get("what", {}).get("problem") == "SAFETY"


def danger_answered(draft: Draft) -> bool:
    """Return whether the question about danger has an answer."""
    return forms.Danger(draft.answers.get("danger", {})).is_valid()


def answers(draft: Draft) -> dict[str, Any]:
    """Return every checked answer of a complete draft by field name."""
    found: dict[str, Any] = {}
    for step in ASKED:
        form = step.form(draft.answers.get(step.name, {}))
        form.is_valid()
        found |= form.cleaned_data
    urgent = draft.answers.get("danger", {}).get("danger") == "yes"
    return found | {"emergency": in_question(draft) and urgent}


@dataclass(frozen=True)
class Row:
    """One line of the check page, with the way back to its question."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class Section:
    """The lines of one page of questions."""

    title: str
    rows: list[Row]


def summary(draft: Draft) -> list[Section]:
    """Return everything that will be filed, in the order it was asked."""
    found = []
    for step in STEPS[:-1]:
        rows = _files(draft) if step is EVIDENCE else _rows(step, draft.answers.get(step.name, {}))
        found.append(Section(str(step.title), rows))
        if step is WHAT and in_question(draft):
            found[-1].rows.extend(_danger(draft))
    return found


def _rows(step: Step, given: Mapping[str, str]) -> list[Row]:
    form = step.form(given)
    form.is_valid()
    rows = []
    for bound in form:
        value = form.cleaned_data.get(bound.name, "")
        if value in ("", None) and not bound.field.required:
            continue
        href = f"{step.url}?from={CHECK}#{bound.auto_id}"
        rows.append(Row(str(bound.label), _shown(bound, value), href))
    return rows


def _shown(bound: Any, value: Any) -> str:
    words = dict(getattr(bound.field, "choices", ()))
    return str(words.get(value, value))


def _danger(draft: Draft) -> list[Row]:
    bound = forms.Danger(draft.answers.get("danger", {}))["danger"]
    value = draft.answers.get("danger", {}).get("danger", "")
    return [
        Row(str(bound.label), _shown(bound, value), f"{reverse('complain_danger')}?from={CHECK}")
    ]


def _files(draft: Draft) -> list[Row]:
    names = "\n".join(file.name for file in draft.files) or _("none")
    return [Row(_("Files"), names, f"{EVIDENCE.url}?from={CHECK}")]
