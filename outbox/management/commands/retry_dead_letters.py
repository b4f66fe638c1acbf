"""`manage.py retry_dead_letters`: list the dead letters, or put some back into the queue."""

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import NotPermitted
from outbox import services
from outbox.models import Message


class Command(BaseCommand):
    """
    Without --id and --topic it lists. A retry needs --by: the account of the person who decides it
    and who holds `outbox.retry` over the unit of the file (at the root, for a letter of no file).

    Exit 0: done; 1: bad arguments or nothing such; 3: some of the letters could not be retried.
    """

    help = "List dead letters; with --id or --topic put them back into the queue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which letters, in whose name, and the form of the answer."""
        parser.add_argument("--list", action="store_true", help="only list, whatever is named")
        parser.add_argument("--topic", help="letters of this topic")
        parser.add_argument("--id", type=int, action="append", help="this letter; may be repeated")
        parser.add_argument("--by", help="user name of the person who retries")
        parser.add_argument("--json", action="store_true", help="one JSON object for each letter")

    def handle(self, *args: Any, **options: Any) -> None:
        """List or retry; letters on stdout, the sum on stderr."""
        letters = Message.objects.dead().select_related("file").order_by("dead_at", "pk")
        if options["topic"]:
            letters = letters.filter(topic=options["topic"])
        if options["id"]:
            letters = letters.filter(pk__in=options["id"])
        named = bool(options["topic"] or options["id"])
        if options["list"] or not named:
            found = list(letters)
            for letter in found:
                self._print(letter, "dead", as_json=options["json"])
            self.stderr.write(f"{len(found)} dead letters")
            return
        self._retry(list(letters), options["by"], as_json=options["json"])

    def _retry(self, letters: list[Message], name: str | None, *, as_json: bool) -> None:
        by = get_user_model().objects.filter(username=name or "", is_active=True).first()
        if by is None:
            raise CommandError("--by names the account of the person who retries")
        if not letters:
            raise CommandError("no such dead letter")
        failed = 0
        for letter in letters:
            try:
                services.retry(letter.pk, by=by, at=timezone.now())
            except NotPermitted as refusal:
                raise CommandError(f"--by {name}: {refusal}") from None
            except (services.NotDead, services.NobodyListens):
                failed += 1
                self._print(letter, "not retried", as_json=as_json)
            else:
                self._print(letter, "retried", as_json=as_json)
        self.stderr.write(f"{len(letters) - failed} retried, {failed} not")
        if failed:
            raise SystemExit(3)

    def _print(self, letter: Message, what: str, *, as_json: bool) -> None:
        facts = {
            "id": letter.pk,
            "state": what,
            "topic": letter.topic,
            "handler": letter.handler,
            "file": letter.file.number if letter.file else "",
            "attempts": letter.attempts,
            "dead_at": letter.dead_at.isoformat() if letter.dead_at else "",
            "error": letter.last_error,
        }
        self.stdout.write(
            json.dumps(facts, ensure_ascii=False)
            if as_json
            else "  ".join(str(value) for value in facts.values() if value != "")
        )
