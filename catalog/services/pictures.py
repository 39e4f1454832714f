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
from mall.uploads import codes
from mall.uploads.pictures import CleanPicture, clean_picture, cut, renditions, store
from merchants import contact_data

from . import listings


def add_picture(*, actor, product: Product, upload, alt: str = "") -> Picture:
    """Add an uploaded image as the last picture; a live listing goes back to draft.

    The file is re-encoded, and made smaller for lists, before any row is locked. Raises RuleError B5.2 for an
    image that is too small or one too many, RuleError D6.3 for one with a QR code that leads out of the mall,
    DomainError for a file that isn't a picture or is there already.
    """
    clean = clean_picture(upload)
    too_small = _("图片太小：短边至少 %(side)d 像素，这张是 %(width)d×%(height)d。")
    _require_side(clean.width, clean.height, too_small)
    contact_data.require_no_way_out(codes.said_in(clean), field="upload")
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
def shift(*, actor, picture: Picture, by: int) -> None:
    """Move a picture ``by`` places: -1 one earlier, 1 one later; at the end it stays where it is."""
    row = locks.lock_one(picture.product)
    order = list(row.pictures.order_by("position", "id").values_list("pk", flat=True))
    place = order.index(picture.pk)
    order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
    reorder(actor=actor, product=row, picture_ids=order)


@locks.service
def describe(*, actor, picture: Picture, alt: str) -> None:
    """Say what a picture shows, for who can't see it. Raises DomainError for words that can't be stored."""
    clean = wording.within(wording.one_line(alt), most=120, name=_("图片说明"), field="alt")
    row = listings.open_for_edit(actor=actor, product=picture.product)
    Picture.objects.filter(pk=picture.pk).update(alt=clean)
    listings.refresh(row)
    record(actor=actor, verb="product.describe_picture", subject=row, data={"picture": picture.pk})


def crop(*, actor, picture: Picture, box: tuple[int, int, int] | None = None) -> None:
    """Cut a picture to the square ``(left, top, side)`` of its pixels; by default the largest in the middle.

    It is encoded anew before any row is locked; the file before stays, since orders show it. A live listing
    goes back to draft. Raises RuleError B5.2 where too little would be left, DomainError for a box outside.
    """
    side = min(picture.width, picture.height)
    left, top, side = box or ((picture.width - side) // 2, (picture.height - side) // 2, side)
    if min(left, top) < 0 or side <= 0 or left + side > picture.width or top + side > picture.height:
        raise DomainError(_("裁剪框超出了图片，请重新选。"), field="box")
    _require_side(side, side, _("裁剪后太小：短边至少 %(side)d 像素，选中的是 %(width)d×%(height)d。"))
    with picture.file.open("rb") as file:
        clean = cut(file, (left, top, left + side, top + side))
    _replace(actor=actor, picture=picture, clean=clean, smaller=renditions(clean))


def _require_side(width: int, height: int, words) -> None:
    side = rules.LEAF_CATEGORY.figure("picture_side")
    rules.LEAF_CATEGORY.require(
        min(width, height) >= side, words % {"side": side, "width": width, "height": height}, field="upload"
    )


@locks.service
def _replace(*, actor, picture: Picture, clean: CleanPicture, smaller: dict[str, CleanPicture]) -> None:
    row = listings.open_for_edit(actor=actor, product=picture.product)
    if row.pictures.filter(digest=clean.digest).exclude(pk=picture.pk).exists():
        raise DomainError(_("裁出来的和另一张图片一样。"), field="box")
    picture.file.name = store(clean, smaller=smaller)
    picture.width, picture.height, picture.digest = clean.width, clean.height, clean.digest
    picture.save(update_fields=["file", "width", "height", "digest"])
    listings.refresh(row)
    record(actor=actor, verb="product.crop_picture", subject=row, data={"picture": picture.pk})


@locks.service
def remove(*, actor, picture: Picture) -> None:
    """Take a picture out; a live listing goes back to draft. The file stays, since orders show it."""
    row = listings.open_for_edit(actor=actor, product=picture.product)
    record(actor=actor, verb="product.remove_picture", subject=row, data={"picture": picture.pk})
    picture.delete()
    listings.refresh(row)
