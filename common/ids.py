"""Numbers that name people and enterprises: resident ID, USCC, certificate and telephone.

Each function returns the number in its one stored form or raises `InvalidInput` with the check that
failed, in words. No message ever repeats the number (architecture §7). The check digits are those
of python-stdnum (brief §6.8).
"""

import re
import unicodedata
from datetime import date

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from common.errors import InvalidInput, Text

ID_LENGTH = 18
OLD_ID_LENGTH = 15
USCC_LENGTH = 18
EARLIEST_BIRTH_YEAR = 1900

#: First two digits of an ID number: province-level units of GB/T 2260; 81-83 residence permits of
#: Hong Kong, Macao and Taiwan residents; 9x permanent-residence cards of foreigners (2023 form).
_PROVINCE_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"
    " 71 81 82 83"
)
_PROVINCES = frozenset(_PROVINCE_CODES.split())
_PLACES = "|".join(sorted(_PROVINCES - {"83"}))
#: What the database demands of the code of a place (`check_district`); "" is no place.
DISTRICT_PATTERN = rf"^(({_PLACES})(0000|(0[1-9]|[1-9][0-9])[0-9][0-9]))?$"
_DISTRICT = re.compile(DISTRICT_PATTERN, re.ASCII)
_FOREIGNER = "9"
_USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
#: Registering authorities with a letter (GB 32100): military, rural collectives, others.
_USCC_LETTER_AUTHORITIES = frozenset("ANY")
_USCC_MISREAD = frozenset("IOSVZ")
_CERTIFICATE = re.compile(r"[A-Z0-9][A-Z0-9\-]{3,31}")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—_.·]+")

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
#: Service numbers of Chinese cities and trades: 110, 114, 12315, 12345, 95588, 96345 …
_HOTLINE = re.compile(r"1[12]\d|1[12]\d{3}|9[56]\d{3,4}", re.ASCII)
_BUSINESS_LINE = re.compile(r"[48]00\d{7}", re.ASCII)
_EXTENSION = re.compile(r"(?:转|轉|#|ext\.?|分机|(?<=\d{7})-)\s*(\d{1,6})$", re.IGNORECASE)


def check_district(typed: str, *, field: str = "district_code") -> str:
    """Return the code of an administrative division (GB/T 2260), "" for none.

    The province is known, the places below it change every year: whether a code lies in the tree
    of the association is asked of `accounts.units` (decision 0220).

    Raises:
        InvalidInput: not six digits, or no province of that number; names `field`.
    """
    code = typed.strip()
    if re.fullmatch(r"\d{0,6}", code, re.ASCII) is None or len(code) not in (0, 6):
        raise _refused(
            "DISTRICT_CODE",
            field,
            _("An administrative division code has six digits."),
            _("Choose the place from the list, or look it up in GB/T 2260, for example 330203."),
        )
    if _DISTRICT.fullmatch(code) is None:
        raise _refused(
            "DISTRICT_UNKNOWN",
            field,
            _("There is no place with this administrative division code."),
            _("Choose the place from the list, or leave it out and name the place in words."),
        )
    return code


def check_resident_id(typed: str, *, field: str = "id_number", on: date | None = None) -> str:
    """Return the 18-character resident ID number (brief §6.8); `on` also refuses later births."""
    number = _plain(typed)
    if len(number) == OLD_ID_LENGTH and number.isdecimal():
        raise _refused(
            "ID_OLD_FORM",
            field,
            _("This is an ID number of the old kind with 15 digits, which is no longer valid."),
            _("Copy the 18 characters of the present ID card."),
        )
    if len(number) != ID_LENGTH:
        raise _refused(
            "ID_LENGTH",
            field,
            _("An ID number has 18 characters; this one has %(count)d.") % {"count": len(number)},
            _("Compare it with the ID card, digit by digit."),
        )
    for place, character in enumerate(number, start=1):
        if not (character in "0123456789" or (place == ID_LENGTH and character == "X")):
            raise _refused(
                "ID_CHARACTER",
                field,
                _("Character %(place)d of the ID number is not a digit.") % {"place": place},
                _("Only the last character may be the letter X."),
            )
    if number[:2] not in _PROVINCES and number[0] != _FOREIGNER:
        raise _refused(
            "ID_REGION",
            field,
            _("Digits 1 and 2 of the ID number name no province."),
            _("Compare the first six digits with the ID card."),
        )
    _check_birth(number, field, on)
    if number[-1] != ric.calc_check_digit(number):
        raise _refused(
            "ID_CHECK_DIGIT",
            field,
            _("The last character of the ID number does not agree with the other 17."),
            _("One digit is wrong or two are swapped: compare it with the ID card."),
        )
    return number


def _check_birth(number: str, field: str, on: date | None) -> None:
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        born = None
    if born is None or born.year < EARLIEST_BIRTH_YEAR or (on is not None and born > on):
        raise _refused(
            "ID_BIRTH_DATE",
            field,
            _("Digits 7 to 14 of the ID number are not a possible date of birth."),
            _("They stand for year, month and day: compare them with the ID card."),
        )


def check_uscc(typed: str, *, field: str = "uscc") -> str:
    """Return the 18-character Unified Social Credit Code (brief §6.8)."""
    code = _plain(typed)
    if len(code) != USCC_LENGTH:
        raise _refused(
            "USCC_LENGTH",
            field,
            _("A Unified Social Credit Code has 18 characters; this one has %(count)d.")
            % {"count": len(code)},
            _("Compare it with the business licence."),
        )
    for place, character in enumerate(code, start=1):
        if character in _USCC_MISREAD:
            raise _refused(
                "USCC_CHARACTER",
                field,
                _("Character %(place)d of the code is a letter that never occurs in one.")
                % {"place": place},
                _("I, O, S, V and Z are not used: look for 1, 0, 5, U or 2."),
            )
        digit_only = 3 <= place <= 8  # the division code
        known = character in _USCC_ALPHABET and not (digit_only and not character.isdecimal())
        if place == 1 and not character.isdecimal():
            known = character in _USCC_LETTER_AUTHORITIES
        if not known:
            raise _refused(
                "USCC_CHARACTER",
                field,
                _("Character %(place)d of the code cannot stand there.") % {"place": place},
                _("Compare it with the business licence."),
            )
    if code[-1] != uscc.calc_check_digit(code):
        raise _refused(
            "USCC_CHECK_DIGIT",
            field,
            _("The last character of the code does not agree with the other 17."),
            _("One character is wrong or two are swapped: compare it with the business licence."),
        )
    return code


def check_certificate_no(typed: str, *, field: str = "certificate_no") -> str:
    """Return the number of a home-visit service certificate: 4 to 32 letters, digits, hyphens."""
    number = unicodedata.normalize("NFKC", typed).upper().replace(" ", "")
    if not _CERTIFICATE.fullmatch(number):
        raise _refused(
            "CERTIFICATE_NO",
            field,
            _("A certificate number has 4 to 32 letters, digits or hyphens."),
            _("Copy the number under the code of the service certificate."),
        )
    return number


def normalise_phone(typed: str, *, field: str = "phone") -> str:
    """Return a telephone number in its stored form.

    Mobile: 11 digits. Fixed line: `0571-88881234`, an extension follows a hyphen. Hotline
    (12345, 96345) and 400/800 numbers: digits only. Foreign: E.164 with `+`.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    extension = _EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    digits = _SEPARATORS.sub("", text).replace("(", "").replace(")", "")
    national = re.sub(r"^(?:\+|00)86", "", digits)
    tail = f"-{extension.group(1)}" if extension else ""
    if _MOBILE.fullmatch(national) or _HOTLINE.fullmatch(national):
        return national
    if _BUSINESS_LINE.fullmatch(national):
        return national + tail
    return _by_numbering_plan(digits, field) + tail


def _by_numbering_plan(digits: str, field: str) -> str:
    """Return a fixed line or a foreign number as the numbering plans of `phonenumbers` know it."""
    dialled = re.sub(r"^00(?=[1-9])", "+", digits)
    try:
        number = phonenumbers.parse(dialled, "CN")
    except NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise _refused(
            "PHONE",
            field,
            _("This is not a telephone number in use."),
            _(
                "Enter 11 digits of a mobile phone, a fixed line with its area code"
                " (0571-88881234), a hotline such as 12345 or a 400 number."
            ),
        )
    if number.country_code != phonenumbers.country_code_for_region("CN"):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if phonenumbers.number_type(number) != PhoneNumberType.FIXED_LINE:
        return str(number.national_number)
    # "0571 8888 1234": the first group is the area code, the rest is one number.
    area, *rest = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL).split(" ")
    return f"{area}-{''.join(rest)}"


def _plain(typed: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()


def _refused(code: str, field: str, message: Text, next_step: Text) -> InvalidInput:
    return InvalidInput(message, code=code, field=field, next_step=next_step)
