"""What was booked for an order: its journals with their lines, for finance to read. (B11.4)"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mall.money import yuan
from mall.subjects import kind_of
from merchants.models import Shop
from orders.models import Entry, Journal, Order, Payment, Payout, Refund

KINDS = {
    "capture": _("付款到账"),
    "payout_confirmed": _("结算付款到账"),
    "payout_failed": _("结算付款失败退回"),
    "payout_instructed": _("结算付款指令"),
    "payout_returned": _("结算付款退汇"),
    "refund_asked": _("退款记账"),
    "refund_done": _("退款付出"),
    "settle": _("结算给商家"),
}


def kind_words(journal: Journal) -> str:
    words = str(KINDS.get(journal.kind, journal.kind))
    return f"{words} ({_('冲销')})" if journal.reverses_id else words


def journals_of(order: Order) -> QuerySet[Journal]:
    """Those of the order itself, of the payments of its trade and of its refunds, in the order of time."""
    payments = Payment.objects.filter(trade=order.trade_id).values("pk")
    refunds = Refund.objects.filter(order=order).values("pk")
    about = (
        Q(subject_kind=kind_of(Order), subject_id=order.pk)
        | Q(subject_kind=kind_of(Payment), subject_id__in=payments)
        | Q(subject_kind=kind_of(Refund), subject_id__in=refunds)
    )
    return Journal.objects.filter(about).prefetch_related("entries__account__shop").order_by("at", "id")


def named(name: str) -> Q | None:
    """Journals about what is called so: an order with all that hangs on it, a payment, a refund, a payout, or
    those on the account of a shop. None where nothing is."""
    if order := Order.objects.filter(number=name).first():
        return Q(pk__in=journals_of(order).order_by().values("pk"))
    for model in (Payment, Refund, Payout):
        if pk := model._default_manager.filter(number=name).values_list("pk", flat=True).first():
            return Q(subject_kind=kind_of(model), subject_id=pk)
    if Shop.objects.filter(name=name).exists():
        return Q(pk__in=Entry.objects.filter(account__shop__name=name).values("journal"))
    return None


def table(order: Order) -> SafeString:
    """The journals as a table. A payment may cover other orders of the trade as well."""
    rows = format_html_join("", "{}", ((_row(journal),) for journal in journals_of(order)))
    if not rows:
        return format_html("<span>{}</span>", _("还没有记账。"))
    heads = format_html_join(
        "", '<th scope="col">{}</th>', ((head,) for head in (_("时间"), _("类型"), _("分录（元，正为借）")))
    )
    return format_html(
        '<table class="mall-bookings"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', heads, rows
    )


def _row(journal: Journal) -> SafeString:
    lines = format_html_join(
        "", "<li>{} <b>{}</b></li>", ((entry.account, yuan(entry.amount)) for entry in journal.entries.all())
    )
    return format_html(
        '<tr><td>{}</td><td><a href="{}">{}</a></td><td><ul>{}</ul></td></tr>',
        localtime(journal.at).strftime("%Y-%m-%d %H:%M"),
        reverse("admin:orders_journal_change", args=[journal.pk]),
        kind_words(journal),
        lines,
    )
