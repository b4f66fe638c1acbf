"""Every address of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("portals.urls")),
    path("accounts/", include("portals.login")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "portals.errors.bad_request"
handler403 = "portals.errors.forbidden"
handler404 = "portals.errors.not_found"
handler500 = "portals.errors.server_error"
