"""Which copy of a picture a page asks for."""

from django import template
from django.core.files.storage import default_storage

from mall.uploads import pictures

register = template.Library()


@register.filter
def small(name: str) -> str:
    """The address of the smallest copy of a stored picture, of itself where it has none."""
    return default_storage.url(pictures.smallest_name(name))


@register.filter
def srcset(picture) -> str:
    """``/media/a-320.webp 320w, /media/a.webp 500w`` for a row with ``file`` and ``width``; or nothing."""
    name = picture.file.name
    # They lie beside it and their addresses differ as their names do: a storage is asked once.
    folder = default_storage.url(name).removesuffix(name.rpartition("/")[2])
    found = pictures.copies(name, full_width=picture.width)
    return ", ".join(f"{folder}{copy.rpartition('/')[2]} {width}w" for copy, width in found)
