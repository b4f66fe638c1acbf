"""Addresses of the staff."""

from django.urls import URLPattern, URLResolver, path

from portals.officer import desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk", desk.desk, name="desk"),
    path("cases", desk.desk, name="queue"),
]
