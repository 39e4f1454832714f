"""Whom a permanent ban binds: the licence, the responsible person and the account of a banned shop. (D8.2)"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.crypto import lookup_hash
from merchants import rules
from merchants.models import Application, Ban, BanKind, Shop

FIELDS = {BanKind.LICENCE: "uscc", BanKind.PERSON: "person_id", BanKind.ACCOUNT: "account"}


def digests(application: Application) -> dict[BanKind, str]:
    """What identifies an applicant, as it is looked for; what they haven't given is left out."""
    found = {
        BanKind.LICENCE: lookup_hash(application.uscc),
        BanKind.PERSON: application.person_hash,
        BanKind.ACCOUNT: application.account_hash,
    }
    return {kind: digest for kind, digest in found.items() if digest}


@locks.service
def bind(*, shop: Shop) -> int:
    """Put what identifies a shop that is being banned on the list; how much of it."""
    application = Application.objects.filter(shop=shop).first()
    if application is None:
        return 0
    rows = [Ban(shop=shop, kind=kind, digest=digest) for kind, digest in digests(application).items()]
    return len(Ban.objects.bulk_create(rows, ignore_conflicts=True))


def found(application: Application) -> list[Ban]:
    """What of an application is on the list."""
    wanted = Q(pk__in=[])
    for kind, digest in digests(application).items():
        wanted |= Q(kind=kind, digest=digest)
    return list(Ban.objects.filter(wanted).select_related("shop").order_by("id"))


def require_unbanned(application: Application) -> None:
    """Raise RuleError D8.2, at the field in question, where the licence, person or account is banned."""
    for ban in found(application):
        rules.BANNED.require(
            False,
            _("您填写的%(what)s属于一家被永久封禁的店铺，不能再用来入驻。")
            % {"what": ban.get_kind_display()},
            field=FIELDS[BanKind(ban.kind)],
        )


def require_account_unbanned(number: str) -> None:
    """The same of a bank account alone."""
    banned = Ban.objects.filter(kind=BanKind.ACCOUNT, digest=lookup_hash(number)).exists()
    rules.BANNED.require(not banned, _("这个账户属于一家被永久封禁的店铺，不能再用来收款。"), field="number")
