"""E-mail through Django's SMTP backend, with a Message-ID that is the same at every repetition.

SMTP has no idempotency key: a worker killed between the server's "250" and our mark sends again.
The stable Message-ID lets the receiving side (and every reader of a mailbox) see one letter.
"""

import hashlib
from email.utils import parseaddr
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
)
from ssl import SSLCertVerificationError
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from casework.channels import ChannelBusy, ChannelRefusedUs
from notifications.channels.base import Letter, Outcome

_SMTP_BACKEND: Final = "django.core.mail.backends.smtp.EmailBackend"
_AT_HOME: Final = frozenset(
    f"django.core.mail.backends.{kind}.EmailBackend"
    for kind in ("console", "dummy", "filebased", "locmem")
)
"""Backends that hand nothing to anybody: of the demo, of development and of tests."""
_FINAL: Final = range(500, 600)
"""SMTP reply codes that mean "never" (RFC 5321 §4.2.1); 4xx means "later"."""


class Email:
    """Letters to an e-mail address."""

    def ready(self) -> bool:
        """Whether there is a mail server (or another backend) to send through."""
        return settings.EMAIL_BACKEND != _SMTP_BACKEND or bool(settings.EMAIL_HOST)

    def outside(self) -> bool:
        """Whether a mail server takes the letters; the demo writes files instead."""
        return settings.EMAIL_BACKEND not in _AT_HOME

    def send(self, letter: Letter) -> Outcome:
        """Hand the letter to the mail server.

        Raises:
            SMTPException, OSError: the server was not reached or said "later".
        """
        message_id = make_message_id(letter.key)
        mail = EmailMessage(
            subject=letter.subject,
            body=letter.body,
            to=[letter.address],
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        )
        if letter.attachment:
            mail.attach(letter.attachment_name, letter.attachment, "application/pdf")
        try:
            mail.send()
        except SMTPRecipientsRefused as refused:
            codes = [code for code, _words in refused.recipients.values()]
            if all(code in _FINAL for code in codes):
                return Outcome(taken=False, reason=f"SMTP-{codes[0]}")
            raise
        return Outcome(taken=True, reference=message_id)

    def probe(self) -> None:
        """Log in to the mail server and leave again: connection, TLS and password hold.

        Raises:
            ChannelBusy: it was not reached or said "later".
            ChannelRefusedUs: our password, or its certificate, is not accepted.
        """
        link = get_connection()
        try:
            link.open()
        except (SMTPAuthenticationError, SMTPNotSupportedError, SSLCertVerificationError) as error:
            raise ChannelRefusedUs(type(error).__name__) from None
        except (SMTPException, OSError) as error:
            # The name only: answers of mail servers quote addresses.
            raise ChannelBusy(type(error).__name__) from None
        finally:
            link.close()


def make_message_id(key: str) -> str:
    """Give the Message-ID of a letter: a hash of its key at the sender's domain."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
