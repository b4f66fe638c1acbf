"""Addresses for agencies. The link is the only key to its page: nothing else stands in it."""

from django.urls import URLPattern, URLResolver, path

from portals.agency import link, messages

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:slug>/answers", messages.answers, name="agency_messages"),
    path("r/<str:token>", link.packet, name="agency_packet"),
    path("r/<str:token>/", link.packet),  # typed from paper, with a stroke at the end
    path("r/<str:token>/letter", link.letter, name="agency_letter"),
    path("r/<str:token>/materials/<int:position>", link.material, name="agency_material"),
    path("r/<str:token>/answer/<slug:slug>", link.answer, name="agency_answer"),
    path("r/<str:token>/answers/<int:pk>", link.answered, name="agency_answered"),
]
