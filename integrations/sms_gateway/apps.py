"""The gateway as a Django app: it has no tables, only settings and a fake to run."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SmsGatewayConfig(AppConfig):
    """Text messages through an operator."""

    name = "integrations.sms_gateway"
    label = "sms_gateway"
    verbose_name = _("SMS gateway")
