"""Addresses of every portal."""

from django.urls import URLPattern, URLResolver, include, path

from portals import preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences/large-print", preferences.elder, name="elder"),
    path("", include("portals.officer.urls")),
    path("", include("portals.public.urls")),
    path("", include("portals.hotline.urls")),
    path("agency/", include("portals.agency.urls")),
]
