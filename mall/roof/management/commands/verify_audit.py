"""Prove that no act and no look was altered, removed or slipped in since it was sealed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mall.audit import seals
from mall.audit.models import Seal


class Command(BaseCommand):
    help = "Check the seals laid over acts and looks; exits 1 where one no longer fits."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="DIGEST",
            help="a head that was noted outside the database: it must still be in the chain",
        )

    def handle(self, *, head: list[str], **options):
        findings = [str(finding) for finding in seals.verify()]
        known = set(Seal.objects.filter(digest__in=head).values_list("digest", flat=True))
        findings += [
            _("封印 %(head)s 已不在链上") % {"head": digest} for digest in head if digest not in known
        ]
        for finding in findings:
            self.stderr.write(self.style.ERROR(finding))
        if findings:
            raise CommandError(_("发现 %(count)s 处不符。") % {"count": len(findings)})
        for table, digest in seals.heads().items():
            self.stdout.write(f"{table}: {digest}")
        self.stdout.write(self.style.SUCCESS(_("全部封印完好。")))
