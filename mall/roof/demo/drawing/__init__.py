"""Pictures of goods, drawn by code: the same look always gives the same picture. Nothing of Django here."""

from .canvas import PIXELS
from .picture import Look, encode, paint, render

__all__ = ["PIXELS", "Look", "encode", "paint", "render"]
