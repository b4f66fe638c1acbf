"""The desk: what is mine, what is due, what comes next."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk of the person who is logged in."""
    return render(request, "officer/desk.html")
