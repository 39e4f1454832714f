"""Stars, for eyes and for ears."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mall.accounts.models import mask_name

register = template.Library()


@register.filter
def stars(rating: int) -> str:
    """★★★★☆ with "4 stars" for whoever listens."""
    full = max(0, min(5, int(rating)))
    return format_html(
        '<span class="stars" role="img" aria-label="{}">{}<span class="stars__rest">{}</span></span>',
        _("%(n)d 星") % {"n": full},
        "★" * full,
        "★" * (5 - full),
    )


@register.filter
def masked(user) -> str:
    """The first letter of a buyer's name; who has given none is a buyer."""
    return mask_name(user.display_name) or _("买家")
