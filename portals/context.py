"""What every template knows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portals.officer import menu

#: Cookie of the large-print view (长辈版, experience §1.5); no person can be told from it.
ELDER_COOKIE = "elder"


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the association's particulars, the reader's view and, for staff, the menu.

    `menu` and `posting_words` are callables: pages without a staff shell never pay their queries.
    """
    shown: dict[str, Any | Callable[[], Any]] = {
        "association": settings.CASEWORK_ASSOCIATION,
        "hotline": settings.CASEWORK_HOTLINE,
        "source_url": settings.CASEWORK_SOURCE_URL,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "menu": lambda: menu.items(request),
        "posting_words": lambda: menu.posting_words(request),
    }
    return shown
