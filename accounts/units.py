"""The jurisdiction tree: which unit a place belongs to (architecture A10)."""

from common.models import Unit


def root() -> Unit:
    """Return the root unit, whose desk takes what belongs nowhere else."""
    return Unit.objects.get(kind=Unit.Kind.ROOT)


def for_district(code: str | None) -> Unit:
    """Return the deepest unit whose prefix matches the six-digit district `code`, else the root."""
    if code:
        prefixes = [code[:length] for length in (6, 4, 2)]
        found = Unit.objects.filter(district_prefix__in=prefixes)
        deepest = max(found, key=lambda unit: len(unit.district_prefix), default=None)
        if deepest is not None:
            return deepest
    return root()


def places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the places of the tree, each with its six-digit code, grouped by the unit above.

    A city stands at the head of its own group, before its districts; a group without a place is
    left out.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in Unit.objects.select_related("parent").order_by("path"):
        below_a_place = unit.parent is not None and unit.parent.district_prefix
        group = unit.parent if unit.parent is not None and below_a_place else unit
        if unit.district_prefix:
            place = (unit.district_prefix.ljust(6, "0"), unit.name)
            groups.setdefault(group.name, []).append(place)
    return list(groups.items())


def plant(code: str, name: str, kind: str, parent: Unit | None, prefix: str = "") -> Unit:
    """Create or correct one unit of the tree; running it twice changes nothing."""
    path = f"{parent.path if parent else ''}{code}/"
    unit, _created = Unit.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "parent": parent,
            "path": path,
            "district_prefix": prefix,
        },
    )
    return unit
