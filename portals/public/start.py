"""The start page: what can be done here, how long it takes, whom to call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.zone import local_date
from policies import services as policies

#: Clocks whose length the page names; all in working days, except mediation, in calendar days.
_NAMED = ("ACCEPTANCE", "HANDLING", "MEDIATION", "RESULT_FEEDBACK", "CONTACT")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the start page with the time limits of the policy in force."""
    pack = policies.pack(on=local_date(timezone.now()))
    lengths = {code.lower(): pack.clock(code) for code in _NAMED}
    return render(request, "public/start.html", {"clock": lengths})
