"""Files to act upon."""

from tests.casework.conftest import accepted, registered, seeded  # noqa: F401  # fixtures
