"""Free text as the other side may read it: known particulars of the complainant are taken out.

People write their telephone number into the request. The masks of `common.masking` work on fields;
this works on sentences, and only ever takes away.
"""

from __future__ import annotations

import re

from casework.models import Party
from common.masking import HIDDEN, Viewer, mask_name

#: Mobile and resident ID numbers of anybody, also with spaces or hyphens in between.
_NUMBERS = re.compile(
    r"(?<!\d)(?:1[3-9](?:[\s\-]?\d){9}|\d{17}[\dXx]|0\d{2,3}[\s\-]?\d{7,8})(?!\d)"
)
_SHORTEST = 2  # characters; a single one would hide half the text


def without(text: str, party: Party | None) -> str:
    """Return `text` without name, telephone, e-mail, address and ID number of `party`."""
    if party is not None:
        for particular in (party.address, party.email, party.phone, party.id_no):
            if particular and len(particular) >= _SHORTEST:
                text = text.replace(particular, HIDDEN)
        if len(party.name) >= _SHORTEST:
            text = text.replace(party.name, mask_name(party.name, Viewer.PARTY))
    return _NUMBERS.sub(HIDDEN, text)
