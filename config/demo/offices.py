"""Offices of agencies that the demo's letters go to. All invented."""

from accounts.models import User
from casework.models import AgencyOffice
from casework.services import offices
from common.models import Unit

#: Agency → how its office of a city is called, and whom to ask for there.
CALLED = {
    "POLICE": ("公安局治安支队", "值班民警"),
    "MARKET_REGULATOR": ("市场监督管理局消保科", "消保科"),
    "HRSS": ("人力资源和社会保障局劳动监察支队", "劳动监察"),
    "COMMERCE": ("商务局服务业科", "服务业科"),
}


def open_all(root: Unit, officer: User) -> None:
    """Enter an office of each agency for every branch, and one at the root for other places."""
    if AgencyOffice.objects.exists():
        return
    for number, unit in enumerate([root, *root.children.order_by("code")]):
        place = "演示市" if unit == root else unit.name.partition("分会")[0]
        for row, (agency, (called, contact)) in enumerate(CALLED.items()):
            offices.add(
                unit_id=unit.pk,
                agency=agency,
                name=f"{place}{called}（演示）",
                contact=offices.Contact(
                    contact=contact,
                    phone=f"0571-0000 {number:02d}{row:02d}",
                    address=f"演示市演示区示例路{number * 10 + row + 1}号",
                    district_code=unit.district_prefix.ljust(6, "0")
                    if unit.district_prefix
                    else "",
                ),
                by=officer,
            )
