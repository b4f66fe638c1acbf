"""Secrets of a development or demo installation, made once and kept beside its data."""

import base64
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.embedded import home


def local_secret(name: str, production: bool) -> str:
    """Return the secret `name`, creating it on first use.

    The value is 32 random bytes in URL-safe base64 (the form Fernet takes).

    Raises:
        ImproperlyConfigured: in production, where every secret comes from the environment.
    """
    if production:
        raise ImproperlyConfigured(
            f"CASEWORK_PRODUCTION is set but the secret {name!r} is not: set CASEWORK_SECRET_KEY, "
            "CASEWORK_FIELD_KEYS and CASEWORK_HASH_KEY (or their *_FILE forms)."
        )
    path: Path = home.path() / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
        try:
            os.link(draft, path)  # atomic: two first starts agree on one secret
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
