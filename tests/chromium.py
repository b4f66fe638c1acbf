"""The Chromium of this machine, which `make test` installs if there is none."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def path() -> str:
    """Return where Chromium lies; fail the test if there is none, since skipping hides."""
    found = next((place for place in map(shutil.which, NAMES) if place), None)
    assert found, "no Chromium here: `make test` installs it"
    return found
