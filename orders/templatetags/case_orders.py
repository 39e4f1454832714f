"""The order that a shop's case is about, on pages of conduct, which can't ask for it themselves."""

from __future__ import annotations

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from mall.subjects import kind_of
from merchants.models import Member, MemberRole, Violation
from orders.models import Order

register = template.Library()

_NUMBER = re.compile(r"\b[0-9]{12,}\b", re.ASCII)


@register.filter
def facts_for(case: Violation, member: Member) -> str:
    """The facts with their lines; an order's number is a link for a member who handles orders.

    Only in what the mall itself wrote of an order: its number stands there, and none is asked for.
    """
    told = linebreaksbr(case.facts)
    is_of_order = case.reported_by_id is None and case.subject_kind == kind_of(Order)
    if not is_of_order or member.role not in (MemberRole.OWNER, MemberRole.ORDERS):
        return told

    def link(found: re.Match) -> str:
        url = reverse("orders:seller_order", args=[member.shop.slug, found[0]])
        return format_html('<a href="{}">{}</a>', url, found[0])

    return mark_safe(_NUMBER.sub(link, told, count=1))  # noqa: S308 - escaped above
