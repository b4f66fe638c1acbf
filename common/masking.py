"""Masking: what a viewer may read of a name, a number or an address.

One function per kind of fact; the page, the API, the export and the paper all call it on the server
(experience.md §5.10). The viewer stands for role and purpose together; without one the strictest
applies, and an unknown one is an error, never the full value.
"""

import re
import unicodedata
from enum import Enum

HIDDEN = "***"


class Viewer(Enum):
    """Who reads, and for what."""

    #: Anyone: tracking pages, look-up, publication.
    PUBLIC = "public"
    #: The other side of a dispute.
    PARTY = "party"
    #: A person who handles the file.
    STAFF = "staff"


#: Surnames of two characters in use (复姓); the longest match counts.
_COMPOUND_SURNAMES = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台"
    " 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘"
    " 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐"
    " 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五 完颜 纳兰 叶赫 爱新"
    " 耶律 哥舒 贺兰 即墨 達奚 達溪 达奚 褚师 歐陽 司馬 諸葛 東方"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())
_HONORIFICS = ("女士", "先生", "小姐", "阿姨", "师傅", "某某", "某")
#: The public part of an address: province, city, district, then street or town. A 小区 is not a
#: district, and what comes after one is private.
_PRIVATE = r"(?:(?!街道|小区|社区|路\d)\D)"
_UNITS = re.compile(
    rf"(?:{_PRIVATE}{{1,10}}?(?:自治区|省|特别行政区))?"
    rf"(?:{_PRIVATE}{{1,12}}?(?:自治州|地区|市|盟|州(?!市)))?"
    rf"(?:{_PRIVATE}{{1,10}}?(?:(?<![小社园校厂院片景库辖市])区|县|旗|市))?"
)
_STREET = re.compile(r"(?:(?!小区|社区|路\d)\D){1,10}?(?:街道|镇|乡|苏木)")
_SHORT_NUMBER = re.compile(r"\d{3,6}")
_BUSINESS_LINE = re.compile(r"[48]00\d{7}")


def surname(name: str) -> str:
    """Return the part of a Chinese name that may be shown: the surname, compound ones whole."""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2]
    return name[:1]


def mask_name(name: str, viewer: Viewer = Viewer.PUBLIC) -> str:
    """Return the name of a natural person: 刘* in public, 王女士 or 王* to the other side.

    A form of address already given (王女士) stays as it is: it is the agreed form. Staff read the
    name in full.
    """
    name = _plain(name)
    if not name or Viewer(viewer) is Viewer.STAFF:
        return name
    for honorific in _HONORIFICS:
        if name.endswith(honorific) and name == surname(name) + honorific:
            return name
    if len(name) == 1:
        return "*"
    return surname(name) + "*"


def mask_worker_name(name: str) -> str:
    """Return a worker's name on the worker's own public card: 刘*兰, 王*, 欧阳*兰 (brief §6.6)."""
    name = _plain(name)
    if len(name) < 3 or not _is_chinese(name) or name.endswith(_HONORIFICS):
        return mask_name(name)
    shown = surname(name)
    hidden = len(name) - len(shown) - 1
    return mask_name(name) if hidden < 1 else shown + "*" * hidden + name[-1]


def mask_phone(phone: str, viewer: Viewer = Viewer.PUBLIC) -> str:
    """Return a telephone number: 138****2671; nothing of it to the other side of a dispute.

    Hotlines and 400 numbers belong to nobody and stay whole. Staff see the masked form too: showing
    more is an act of its own, with a reason, that is recorded.
    """
    phone = _plain(phone)
    if not phone or _SHORT_NUMBER.fullmatch(phone) or _BUSINESS_LINE.fullmatch(phone):
        return phone
    if Viewer(viewer) is Viewer.PARTY:
        return HIDDEN
    area, hyphen, line = phone.partition("-")
    if hyphen and area.startswith("0"):
        return f"{area}-{_middle_hidden(line, head=0, tail=4, least=3)}"
    return _middle_hidden(phone, head=3, tail=4, least=4)


def mask_id(number: str, viewer: Viewer = Viewer.PUBLIC) -> str:
    """Return a resident ID number: 3301**********1234 for staff (brief §6.8), else nothing."""
    number = _plain(number)
    if not number:
        return ""
    if Viewer(viewer) is not Viewer.STAFF:
        return HIDDEN
    return _middle_hidden(number, head=4, tail=4, least=8)


def mask_address(address: str, viewer: Viewer = Viewer.PUBLIC) -> str:
    """Return an address: district and street in public and to the other side, whole for staff."""
    address = _plain(address)
    if not address or Viewer(viewer) is Viewer.STAFF:
        return address
    units = _UNITS.match(address)
    shown = units.group() if units else ""
    if not shown:
        return HIDDEN
    street = _STREET.match(address, len(shown))
    shown += street.group() if street else ""
    return shown if shown == address else shown + HIDDEN


def mask_account(account: str, viewer: Viewer = Viewer.PUBLIC) -> str:
    """Return a bank or reward account: its last four characters, none to the other side."""
    account = re.sub(r"\s", "", _plain(account))
    if not account:
        return ""
    if Viewer(viewer) is Viewer.PARTY:
        return HIDDEN
    return _middle_hidden(account, head=0, tail=4, least=4)


def mask_email(email: str, viewer: Viewer = Viewer.PUBLIC) -> str:
    """Return an e-mail address: z***@example.cn; nothing of it to the other side of a dispute."""
    email = _plain(email)
    if not email:
        return ""
    person, at, host = email.rpartition("@")
    if Viewer(viewer) is Viewer.PARTY or not at or len(person) < 2:
        return HIDDEN if Viewer(viewer) is Viewer.PARTY or not at else f"{HIDDEN}@{host}"
    return f"{person[0]}{HIDDEN}@{host}"


def _middle_hidden(text: str, *, head: int, tail: int, least: int) -> str:
    """Hide the middle, at least `least` characters of it; a shorter text is hidden whole."""
    hidden = len(text) - head - tail
    if hidden < least:
        return HIDDEN
    return text[:head] + "*" * hidden + text[len(text) - tail :]


def _plain(text: str) -> str:
    """Return `text` as people see it: combining marks and full-width letters count once."""
    return unicodedata.normalize("NFKC", text).strip()


def _is_chinese(text: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in text)
