"""Pictures of a listing: real images, large enough, in the order the merchant wants. (B5.2)"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalog import rules, wording
from catalog.models import Picture, Product
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.uploads.pictures import CleanPicture, clean_picture, renditions, store

from . import listings


def add_picture(*, actor, product: Product, upload, alt: str = "") -> Picture:
    """Add an uploaded image as the last picture; a live listing goes back to draft.

    The file is re-encoded, and made smaller for lists, before any row is locked. Raises RuleError B5.2 for an
    image that is too small or one too many, DomainError for a file that isn't a picture or is there already.
    """
    clean = clean_picture(upload)
    side = rules.LEAF_CATEGORY.figure("picture_side")
    rules.LEAF_CATEGORY.require(
        min(clean.width, clean.height) >= side,
        _("图片太小：短边至少 %(side)d 像素，这张是 %(width)d×%(height)d。")
        % {"side": side, "width": clean.width, "height": clean.height},
        field="upload",
    )
    smaller = renditions(clean)
    return _attach(
        actor=actor, product=product, clean=clean, smaller=smaller, alt=wording.one_line(alt)[:120]
    )


@locks.service
def _attach(
    *, actor, product: Product, clean: CleanPicture, smaller: dict[str, CleanPicture], alt: str
) -> Picture:
    row = listings.open_for_edit(actor=actor, product=product)
    most = rules.LEAF_CATEGORY.figure("most_pictures")
    rules.LEAF_CATEGORY.require(
        row.pictures.count() < most, _("一个商品最多 %(most)d 张图片。") % {"most": most}, field="upload"
    )
    if row.pictures.filter(digest=clean.digest).exists():
        raise DomainError(_("这张图片已经传过了。"), field="upload")
    last = row.pictures.aggregate(last=Max("position"))["last"]
    picture = Picture(
        product=row,
        alt=alt,
        width=clean.width,
        height=clean.height,
        digest=clean.digest,
        position=0 if last is None else last + 1,
    )
    picture.file.name = store(clean, smaller=smaller)
    picture.save()
    listings.refresh(row)
    record(actor=actor, verb="product.add_picture", subject=row, data={"picture": picture.pk})
    return picture


@locks.service
def reorder(*, actor, product: Product, picture_ids: Sequence[int]) -> None:
    """Put the pictures in the order of ``picture_ids``, which names each of them once; else DomainError."""
    row = locks.lock_one(product)
    known = list(row.pictures.values_list("pk", flat=True))
    if sorted(picture_ids) != sorted(known):
        raise DomainError(_("图片列表已经变了，请刷新后再排。"))
    for position, pk in enumerate(picture_ids):
        Picture.objects.filter(pk=pk).update(position=position)
    listings.refresh(row)
    record(actor=actor, verb="product.reorder_pictures", subject=row)


@locks.service
def put_first(*, actor, picture: Picture) -> None:
    """Make a picture the one that shoppers see first."""
    row = locks.lock_one(picture.product)
    others = row.pictures.exclude(pk=picture.pk).order_by("position", "id").values_list("pk", flat=True)
    reorder(actor=actor, product=row, picture_ids=[picture.pk, *others])


@locks.service
def remove(*, actor, picture: Picture) -> None:
    """Take a picture out; a live listing goes back to draft. The file stays, since orders show it."""
    row = listings.open_for_edit(actor=actor, product=picture.product)
    record(actor=actor, verb="product.remove_picture", subject=row, data={"picture": picture.pk})
    picture.delete()
    listings.refresh(row)
