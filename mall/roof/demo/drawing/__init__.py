"""Pictures of goods, drawn by code: the same look always gives the same picture. Needs Pillow, nothing of Django."""

from .picture import Look, encode, paint

__all__ = ["Look", "encode", "paint"]
