"""
Who did what to whom: the part of reading that single words cannot give.

A blow means something else from a carer to a child, from a user to a worker, and in 打扫. For every
word of violence, abuse or injury the doer and the sufferer are looked for in the clause and the
sentence: after 被 stands the doer, after 把 or the verb the sufferer, otherwise the first person
named is the doer. Injuries that were the occasion for hiring a carer are not harm done by her.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from casework.triage.numerals import Sum
from casework.triage.reader import Hit, Reading

WORKER, AGENCY, USER, MINOR, WEAK = "WORKER", "AGENCY", "USER", "MINOR", "WEAK"
VULNERABLE = (MINOR, WEAK)
_ROLES = {
    "WORKER": WORKER,
    "AGENCY": AGENCY,
    "USER": USER,
    "MINOR": MINOR,
    "ELDER": WEAK,
    "PATIENT": WEAK,
    "PARENT": WEAK,
}
_OBJECT_REACH = 6  # how far behind a verb its object may begin, in characters
_SHORT_VERB, _THING_REACH = 2, 3  # 踹了一脚门: the thing a short verb of force is turned on
_HIRED_WITHIN = 12  # a worker's title this close behind 请了/找了 makes it a hiring


class Person(NamedTuple):
    """Somebody named in the text, and the part he or she plays."""

    role: str
    hit: Hit


class Deed(NamedTuple):
    """A deed with its doer and sufferer, as far as the text names them."""

    doer: str | None
    sufferer: str | None
    by_house: bool = False  # the doer is called 雇主, 房主, 客户 …, not 我


def derive(reading: Reading) -> None:
    """Add to a reading the classes that depend on who did what to whom."""
    people = _people(reading)
    passives, objects = reading.by_clause("PASSIVE"), reading.by_clause("BA")

    def deed(hit: Hit) -> Deed:
        return _deed(hit, people, passives, objects)

    _broken_bodies(reading)
    _attacks(reading, deed, people)
    _insults(reading, deed)
    _injuries(reading, people)
    _illnesses(reading, people)
    _prices(reading)
    if _minor_abused(reading) or _minor_abandoned(reading):
        reading.add("MINOR_HARMED", reading.of("MINOR", "CHILD_KIN")[0])


def _people(reading: Reading) -> dict[int, list[Person]]:
    roles = dict(_ROLES)
    worker_speaks = "@ROLE_WORKER" in reading.facts
    roles["SELF"] = WORKER if worker_speaks else USER
    # 女儿 and 儿子 are children only where children are cared for.
    roles["CHILD_KIN"] = MINOR if reading.has("MINOR", "CHILDCARE") else USER
    found: dict[int, list[Person]] = {}
    for hit in reading.of(*roles):
        found.setdefault(hit.sentence, []).append(Person(roles[hit.name], hit))
    return found


def _deed(
    verb: Hit,
    people: dict[int, list[Person]],
    passives: dict[int, list[Hit]],
    objects: dict[int, list[Hit]],
) -> Deed:
    named = people.get(verb.sentence, [])
    before = [person for person in named if person.hit.end <= verb.start]
    within = [p for p in named if verb.start <= p.hit.start and p.hit.end <= verb.end]
    if within:  # 往我身上: the term itself names the sufferer
        return _named(before[-1] if before else None, within[0])
    behind = [
        person
        for person in named
        if person.hit.clause == verb.clause
        and verb.end <= person.hit.start <= verb.end + _OBJECT_REACH
    ]
    passive = _last_before(verb, passives)
    if passive is not None:
        agent = [person for person in before if person.hit.start >= passive.end]
        patient = [person for person in before if person.hit.end <= passive.start]
        return _named(agent[-1] if agent else None, patient[-1] if patient else None)
    for mark in objects.get(verb.clause, ()):
        marked = [person for person in before if person.hit.start >= mark.end]
        if mark.end <= verb.start and marked:
            doers = [person for person in before if person.hit.end <= mark.start]
            return _named(doers[-1] if doers else None, marked[0])
    return _named(before[-1] if before else None, behind[0] if behind else None)


def _named(doer: Person | None, sufferer: Person | None) -> Deed:
    return Deed(
        doer.role if doer else None,
        sufferer.role if sufferer else None,
        by_house=doer is not None and doer.hit.name == "USER",
    )


def _last_before(verb: Hit, marks: dict[int, list[Hit]]) -> Hit | None:
    found = [mark for mark in marks.get(verb.clause, ()) if mark.end <= verb.start]
    return found[-1] if found else None


def _attacks(
    reading: Reading, deed: Callable[[Hit], Deed], people: dict[int, list[Person]]
) -> None:
    bodies, things = reading.by_clause("BODY"), reading.by_clause("ITEM")
    for hit in reading.of("HIT", "ABUSE"):
        in_clause = [p.role for p in people.get(hit.sentence, ()) if p.hit.clause == hit.clause]
        if len(hit.text) == 1 and not (in_clause or hit.clause in bodies):
            continue
        if _at_a_thing(hit, things):
            continue  # 踹了一脚门
        _note_attack(hit, deed(hit), in_clause, _spoken_of(hit, people, reading), reading)
    pointed = reading.by_clause("PRONOUN", "BODY")
    for hit in reading.of("HIT_SOFT"):
        if _at_a_thing(hit, things):
            continue  # 拎着箱子
        done = deed(hit)
        sufferer = done.sufferer
        if sufferer is None and hit.clause in pointed and len(hit.text) > 1:
            sufferer = _spoken_of(hit, people, reading)
        if sufferer in VULNERABLE:
            reading.add("ATTACK_SOFT", hit)
            if sufferer == MINOR:
                reading.add("MINOR_HARMED", hit)
        elif done.by_house and sufferer == WORKER:
            reading.add("ATTACK_BY_USER", hit)


def _at_a_thing(hit: Hit, things: dict[int, list[Hit]]) -> bool:
    return len(hit.text) <= _SHORT_VERB and any(
        hit.end <= thing.start <= hit.end + _THING_REACH for thing in things.get(hit.clause, ())
    )


def _spoken_of(hit: Hit, people: dict[int, list[Person]], reading: Reading) -> str | None:
    """Return the vulnerable person the text has been speaking of: 奶奶卧床。护工扇她。"""
    for sentence in range(hit.sentence, hit.sentence - 3, -1):
        for person in reversed(people.get(sentence, ())):
            if person.role in VULNERABLE and person.hit.end <= hit.start:
                return person.role
    return MINOR if "@VICTIM_minor" in reading.facts else None


def _note_attack(
    hit: Hit, done: Deed, in_clause: list[str], earlier: str | None, reading: Reading
) -> None:
    sufferer = done.sufferer
    if sufferer is None and done.doer not in (USER, AGENCY):
        sufferer = next((role for role in in_clause if role in VULNERABLE), None)
        if done.doer == WORKER or hit.name == "ABUSE":
            sufferer = sufferer or earlier
    if sufferer in VULNERABLE and "@RESP_USER" not in reading.facts:
        reading.add("ATTACK_VULN", hit)
        if sufferer == MINOR:
            reading.add("MINOR_HARMED", hit)
    elif _by_user(done, sufferer, reading):
        reading.add("ATTACK_BY_USER", hit)
    elif done.doer in (WORKER, AGENCY) and sufferer == USER:
        reading.add("ATTACK_ON_USER", hit)
    elif done.doer == AGENCY and sufferer == WORKER:
        reading.add("ATTACK_BY_AGENCY", hit)
    elif done.doer in VULNERABLE and done.sufferer is None:
        # 孩子被打 without a doer, or 老人挨打
        reading.add("ATTACK_VULN", hit)
    else:
        reading.add("ATTACK_UNCLEAR", hit)


def _by_user(done: Deed, sufferer: str | None, reading: Reading) -> bool:
    if "@RESP_USER" in reading.facts:
        return True
    if done.doer == USER and (sufferer == WORKER or (done.by_house and sufferer is None)):
        return True
    worker_speaks = "@ROLE_WORKER" in reading.facts
    return worker_speaks and sufferer in (WORKER, None) and done.doer in (USER, WEAK, None)


def _insults(reading: Reading, deed: Callable[[Hit], Deed]) -> None:
    for hit in reading.of("INSULT"):
        done = deed(hit)
        if done.doer == USER and done.sufferer == WORKER:
            reading.add("INSULT_BY_USER", hit)


def _injuries(reading: Reading, people: dict[int, list[Person]]) -> None:
    hires = _hirings(reading)
    for hit in [*reading.of("INJURY"), *_wounds(reading)]:
        if any(hire.start >= hit.end for hire in hires.get(hit.sentence, ())):
            reading.denied.append(hit)  # 摔伤后请了护工: why she was hired, not what she did
            continue
        sufferer = _injured(hit, people, worker_speaks="@ROLE_WORKER" in reading.facts)
        if sufferer == MINOR:
            reading.add("HARM_MINOR", hit)
            reading.add("MINOR_HARMED", hit)
        elif sufferer == WEAK:
            reading.add("HARM_WEAK", hit)
        elif sufferer == USER or (sufferer is None and reading.has("WORKER")):
            reading.add("HARM_USER", hit)
        elif sufferer == WORKER:
            reading.add("HARM_WORKER", hit)


def _broken_bodies(reading: Reading) -> None:
    """What cracks or breaks in a clause about a body and no thing is a wound (颅骨有裂缝)."""
    bodies, things = reading.by_clause("BODY"), reading.by_clause("ITEM")
    for name in ("DAMAGE", "BROKEN"):
        for hit in reading.of(name):
            if hit.clause in bodies and hit.clause not in things:
                reading.drop(hit)
                reading.add("WOUND", hit)


def _wounds(reading: Reading) -> list[Hit]:
    """Return words of wounds that speak of a part of the body (鼻梁断了), not of a thing."""
    bodies, things = reading.by_clause("BODY"), reading.by_clause("ITEM")
    return [
        wound
        for wound in reading.of("WOUND")
        if wound.clause in bodies and wound.clause not in things
    ]


def _hirings(reading: Reading) -> dict[int, list[Hit]]:
    workers = reading.by_sentence("WORKER")
    return {
        sentence: [
            hire
            for hire in hires
            if "照顾" in hire.text
            or any(
                0 <= worker.start - hire.end <= _HIRED_WITHIN
                for worker in workers.get(sentence, ())
            )
        ]
        for sentence, hires in reading.by_sentence("HIRE").items()
    }


def _injured(
    hit: Hit, people: dict[int, list[Person]], *, worker_speaks: bool = False
) -> str | None:
    named = [p for p in people.get(hit.sentence, ()) if p.role != AGENCY]
    clause = [p for p in named if p.hit.clause == hit.clause]
    for group in (clause, named):
        for person in group:
            if person.role in VULNERABLE and not (person.role == WEAK and worker_speaks):
                return person.role
    if worker_speaks:
        return WORKER
    before = [p for p in named if p.hit.end <= hit.start]
    if before:
        return before[-1].role
    earlier = [p for p in people.get(hit.sentence - 1, ()) if p.role in VULNERABLE]
    return earlier[-1].role if earlier else None


def _illnesses(reading: Reading, people: dict[int, list[Person]]) -> None:
    """A child that falls ill in care is suspected harm; why care was hired is not."""
    hires = _hirings(reading)
    coincidences = reading.by_clause("COINCIDENCE")
    causes = reading.by_sentence("CAUSE", "NEGLECT")
    minor_concerned = "@VICTIM_minor" in reading.facts
    for hit in reading.of("ILL", "DEATH", "DEATH_SOFT"):
        unrelated = any(hire.start >= hit.end for hire in hires.get(hit.sentence, ()))
        if unrelated or hit.clause in coincidences:
            continue
        caused = hit.name == "DEATH" or any(hit.sentence + step in causes for step in (-1, 0))
        sufferer = _injured(hit, people)
        if (sufferer == MINOR and caused) or (minor_concerned and sufferer in (MINOR, None)):
            reading.add("ILL_MINOR", hit)
            reading.add("MINOR_HARMED", hit)


_MARKUP = Decimal("1.3")  # two sums this far apart in this order are a price that went up


def _prices(reading: Reading) -> None:
    last: Sum | None = None
    for found in sorted(reading.sums, key=lambda item: item.start):
        place = reading.sentence_of(found.start)
        hit = Hit(
            "SUM",
            found.start,
            found.end,
            reading.text[found.start : found.end],
            reading.clause_of(found.start),
            place,
        )
        reading.add("SUM", hit)
        near = last is not None and place - reading.sentence_of(last.start) <= 1
        if last and near and found.yuan >= last.yuan * _MARKUP:
            reading.add("PRICE_UP", hit)
        elif last and near and last.yuan >= found.yuan * _MARKUP:
            reading.add("PRICE_GAP", hit)
        last = found


def _minor_abandoned(reading: Reading) -> bool:
    """A child whose guardians have left it with the carer: to be reported like harm."""
    if "@ROLE_WORKER" not in reading.facts:
        return False
    left = {hit.sentence for hit in reading.of("VANISH", "NEGLECT")}
    minors = {hit.sentence + step for hit in reading.of("MINOR") for step in (-1, 0, 1)}
    return any(hit.sentence in left and hit.sentence in minors for hit in reading.of("GUARDIAN"))


def _minor_abused(reading: Reading) -> bool:
    if not reading.has("MINOR"):
        return False
    minors = {hit.sentence for hit in reading.of("MINOR", "CHILD_KIN")}
    deeds = reading.of("ABUSE", "SEX", "KIDNAP", "DRUG", "DRUG_STRONG", "POISON_ACT", "KILL")
    return any(hit.sentence in minors for hit in deeds)
