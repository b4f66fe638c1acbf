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


def with_district() -> list[tuple[str, str]]:
    """Return a six-digit district code and the name of each unit that serves one, in tree order."""
    found = Unit.objects.exclude(district_prefix="").order_by("path")
    return [(unit.district_prefix.ljust(6, "0"), unit.name) for unit in found]


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
