"""The arrows of the house are checked for every package there is (architecture §3)."""

import tomllib

from config.embedded.places import CHECKOUT

LINTER = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]


def test_the_linter_knows_every_package_on_disk() -> None:
    on_disk = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")} - {"tests"}
    assert set(LINTER["root_packages"]) == on_disk


def test_every_package_has_its_floor_and_no_import_is_excused() -> None:
    (contract,) = LINTER["contracts"]
    floors = [name.strip() for layer in contract["layers"] for name in layer.split("|")]
    assert sorted(floors) == sorted(LINTER["root_packages"])
    assert "ignore_imports" not in contract
