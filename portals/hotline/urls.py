"""Addresses for the hotline's system."""

from django.urls import URLPattern, URLResolver, path

from portals.hotline import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("hotline/12345/messages", views.messages, name="hotline_messages"),
]
