"""The people of the demo and their log-ins. All invented; the password is for the demo alone."""

from dataclasses import dataclass
from datetime import date

from accounts import units
from accounts.models import Posting, User
from common.models import Unit

PASSWORD = "chengxin-demo-2026"
SINCE = date(2026, 1, 1)

#: Code, name, kind, prefix of the division code (GB/T 2260). An invented association.
PLACES = (
    ("110000", "北京分会", Unit.Kind.CITY, "11"),
    ("310000", "上海分会", Unit.Kind.CITY, "31"),
    ("330100", "杭州分会", Unit.Kind.CITY, "3301"),
    ("411200", "三门峡分会", Unit.Kind.CITY, "4112"),
    ("420100", "武汉分会", Unit.Kind.CITY, "4201"),
    ("440100", "广州分会", Unit.Kind.CITY, "4401"),
    ("440300", "深圳分会", Unit.Kind.CITY, "4403"),
    ("510100", "成都分会", Unit.Kind.CITY, "5101"),
)


@dataclass(frozen=True)
class Member:
    """One log-in of the demo."""

    username: str
    name: str
    role: str
    note: str


def _several(username: str, name: str, role: str, note: str, count: int) -> tuple[Member, ...]:
    return tuple(
        Member(f"{username}{number}", f"{name}{number}（演示）", role, note)
        for number in range(1, count + 1)
    )


CAST = (
    Member("intake", "周敏（演示）", "INTAKE", "登记、受理、补正、回访"),
    Member("triage", "吴刚（演示）", "TRIAGE", "分级"),
    Member("mediator", "张敏（演示）", "MEDIATOR", "调解"),
    Member("mediator2", "李强（演示）", "MEDIATOR", "调解"),
    Member("liaison", "陈洁（演示）", "LIAISON", "移送、转办、进展答复"),
    Member("investigator", "赵磊（演示）", "INVESTIGATOR", "核查、签署结论"),
    Member("investigator2", "孙悦（演示）", "INVESTIGATOR", "核查、签署结论"),
    Member("legal", "钱文（演示）", "LEGAL_REVIEWER", "法制审核（后续版本）"),
    Member("officer", "郑华（演示）", "OFFICER", "不予受理、选定方式、审批移送、确认结论、反馈"),
    Member("officer2", "冯静（演示）", "OFFICER", "同上"),
    *_several("committee", "委员", "COMMITTEE", "惩戒委员会（后续版本）", 5),
    *_several("council", "理事", "COUNCIL", "理事会（后续版本）", 9),
    *_several("panel", "复核员", "APPEAL_PANEL", "申诉复核（后续版本）", 3),
    Member("archive", "何平（演示）", "ARCHIVE", "信用档案"),
    Member("reward1", "许可（演示）", "REWARD", "举报奖励（后续版本）"),
    Member("reward2", "曹颖（演示）", "REWARD", "举报奖励（后续版本）"),
    Member("vault", "秦守（演示）", "VAULT", "举报人身份保管（后续版本）"),
    Member("auditor", "尤鉴（演示）", "AUDITOR", "查阅"),
    Member("admin", "管理员（演示）", "ADMIN", "账号与任职"),
)
#: Printed by the launcher: who has work in this release.
SHOWN = ("intake", "triage", "officer", "mediator", "investigator", "investigator2", "liaison")


def plant_units() -> Unit:
    """Plant the association's branches and return its root."""
    root = units.root()
    for code, name, kind, prefix in PLACES:
        units.plant(code, f"{name}（演示）", kind, root, prefix)
    return root


def enlist(root: Unit) -> dict[str, User]:
    """Create the accounts that are missing and return all of them by name."""
    people = {}
    for member in CAST:
        user = User.objects.filter(username=member.username).first()
        if user is None:
            user = User.objects.create_user(member.username, PASSWORD, full_name=member.name)
            Posting.objects.create(user=user, unit=root, role=member.role, started_on=SINCE)
        people[member.username] = User.objects.get(pk=user.pk)
    return people
