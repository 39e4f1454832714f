"""Painting the goods in two processes while the rows are written, and putting the files into the storage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models import Picture, Product

from .drawing import SIDE, Look, render
from .drawing.banners import Banner, render_banner

PROCESSES = 2


@dataclass(frozen=True)
class Painted:
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@contextmanager
def painting(
    looks: Iterable[Look], banners: Iterable[Banner]
) -> Iterator[tuple[Iterable[Painted], Iterable[Painted]]]:
    """The pictures of ``looks`` and ``banners`` in their order, painted while the caller does other things.

    Fresh processes and not forks: a fork would share this one's database connection.
    """
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        wide = pool.map(render_banner, banners)
        goods = pool.map(render, looks, chunksize=6)
        yield map(Painted, goods), map(Painted, wide)


def hang(products: list[Product], painted: Iterable[Painted]) -> None:
    """Give each product its picture. In bulk, as the service would send each listing back to review."""
    rows = []
    for product, picture in zip(products, painted, strict=True):
        row = Picture(product=product, width=SIDE, height=SIDE, digest=picture.digest, alt=product.name)
        name = row.file.field.generate_filename(row, f"{picture.digest[:32]}.jpg")
        if not default_storage.exists(name):
            name = default_storage.save(name, ContentFile(picture.content))
        row.file.name = name
        rows.append(row)
    Picture.objects.bulk_create(rows)
