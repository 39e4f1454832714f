"""Template words of the mall, available in every template."""

from django import template

from mall.money import yuan as as_yuan

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """``12850`` → ``¥128.50``; nothing for None."""
    return "" if fen is None else f"¥{as_yuan(fen)}"
