"""Invented parties: checksum-valid where a check digit is asked for, and visibly not real."""

from stdnum.cn import ric, uscc

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GENDERS = ("女士", "先生")


def complainant(index: int) -> dict[str, str]:
    """Return name and phone of an invented complainant (1380000xxxx is nobody's)."""
    surname = SURNAMES[index % len(SURNAMES)]
    return {
        "requester_name": f"{surname}{GENDERS[index % 2]}",
        "requester_phone": f"1380000{index:04d}",
    }


def respondent_name(kind: str, index: int) -> str:
    """Return the name of an invented respondent that says it is one."""
    if kind == "ENTERPRISE":
        return f"演示家政服务有限公司{index:02d}"
    if kind == "WORKER":
        return f"{SURNAMES[(index * 7) % len(SURNAMES)]}演示"
    return f"{SURNAMES[(index * 3) % len(SURNAMES)]}女士" if kind == "USER" else ""


def respondent_address(index: int) -> str:
    """Return the address of an invented respondent; there is no such road."""
    return f"演示市演示区示例路{index + 1}号"


def enterprise_number(index: int) -> str:
    """Return a USCC with a right check digit in a block of zeros."""
    stem = f"91000000MA0000{index:03d}"
    return stem + uscc.calc_check_digit(stem)


def worker_number(index: int) -> str:
    """Return a resident ID with a right check digit, born on 1900-01-01."""
    stem = f"11010119000101{index:03d}"
    return stem + ric.calc_check_digit(f"{stem}0")
