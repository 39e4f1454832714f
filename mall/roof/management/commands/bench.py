"""Measure against limits, in a database made for it."""

from __future__ import annotations

import pkgutil
import time
from importlib import import_module

from django.core.management.base import BaseCommand, CommandError

from mall.roof import bench
from mall.roof.bench.report import Report
from mall.roof.bench.scratch import scratch_database

HELP = """Run the measurements of mall/roof/bench (all, or those named) in a scratch database beside the
mall's, which is dropped afterwards. Prints limit, measured, ok. A figure says as much of the machine as of
the mall, so a missed limit is told and doesn't fail; --strict exits with 1 for it."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(benches())}")
        parser.add_argument("--short", action="store_true", help="measure less, for a first look")
        parser.add_argument("--large", action="store_true", help="go on to 1,000,000 products; takes minutes")
        parser.add_argument("--strict", action="store_true", help="exit with 1 where a limit is missed")

    def handle(self, *, names, short, large, strict, **_options):
        known = benches()
        if unknown := sorted(set(names) - set(known)):
            raise CommandError(f"No bench {', '.join(unknown)}; there are: {', '.join(known)}.")
        reports = [
            self._run(name, is_short=short, is_large=large) for name in known if not names or name in names
        ]
        if strict and not all(report.is_ok for report in reports):
            raise CommandError("A limit was missed.")

    def _run(self, name: str, *, is_short: bool, is_large: bool) -> Report:
        self.stdout.write(f"== {name}")
        report = Report(self.stdout.write, is_short, is_large)
        began = time.perf_counter()
        with scratch_database():
            import_module(f"{bench.__name__}.{name}").run(report)
        self.stdout.write(f"({time.perf_counter() - began:.0f} s in all)")
        return report


def benches() -> list[str]:
    """The names of the modules that can be run."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return [name for name in found if hasattr(import_module(f"{bench.__name__}.{name}"), "run")]
