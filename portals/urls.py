"""Addresses of every portal."""

from django.urls import URLPattern, URLResolver, include, path

from portals import preferences
from portals.public import verify

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences/large-print", preferences.elder, name="elder"),
    path("v/<str:token>", verify.check_paper, name="paper_check"),
    path("", include("portals.officer.urls")),
]
