"""A believable mall to look around in: shops, goods, people and two months of orders."""

from .accounts import accounts_text

__all__ = ["accounts_text"]
