"""`manage.py check_policies [--json]`: list every policy pack and every mistake in one."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from policies import services
from policies.errors import Fault, PolicyError
from policies.pack import PolicyPack


class Command(BaseCommand):
    """List packs and versions on stdout, faults too; exit 0 if all are sound, else 1."""

    help = "List the policy packs with their versions, and every fault with file, key and reason."
    # The system check would end the process at the first pack before anything could be listed.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        packs: list[PolicyPack] = []
        faults: list[Fault] = []
        for code in services.codes():
            try:
                packs += services.versions(code)
            except PolicyError as error:
                faults += error.faults
        missing = services.default_pack_code() not in services.codes()
        if options["json"]:
            report = {
                "default": services.default_pack_code(),
                "default_found": not missing,
                "packs": [_facts(pack) for pack in packs],
                "faults": [{"file": f.file, "key": f.key, "reason": f.reason} for f in faults],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            for pack in packs:
                self.stdout.write(_line(pack))
            for fault in faults:
                self.stdout.write(str(fault))
        if missing:
            self.stderr.write(
                f"CASEWORK_POLICY names {services.default_pack_code()}, which does not exist"
            )
        if faults or missing:
            self.stderr.write(f"{len(faults)} fault(s) in the policy packs")
            sys.exit(1)


def _facts(pack: PolicyPack) -> dict[str, object]:
    last = pack.head.last_day
    return {
        "version": pack.version,
        "title": pack.head.title,
        "first_day": pack.head.first_day.isoformat(),
        "last_day": last.isoformat() if last else None,
        "fingerprint": pack.fingerprint,
        "clocks": len(pack.clocks),
        "categories": len(pack.categories),
        "agencies": len(pack.agencies),
    }


def _line(pack: PolicyPack) -> str:
    until = f"to {pack.head.last_day}" if pack.head.last_day else "onwards"
    return (
        f"{pack.version}  from {pack.head.first_day} {until}  "
        f"{len(pack.clocks)} clocks, {len(pack.categories)} categories, "
        f"{len(pack.agencies)} agencies  {pack.head.title}"
    )
