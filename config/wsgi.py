"""WSGI entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Loaded before the first visitor asks: the press and the learned table of triage take seconds.
import documents.press  # noqa: E402, F401
from casework import triage  # noqa: E402

triage.warm()
