"""The pictures of a listing: several at once, in the order that the merchant wants, cut square, described."""

from __future__ import annotations

import re

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from catalog.services import pictures
from mall.rulebook.boundary import shown
from mall.rulebook.boundary import words as words_of
from mall.uploads.sniffing import clean_name
from merchants.access import seller

from .editor import render_editor
from .loading import product_of

MOST_AT_ONCE = 12


@require_POST
@seller("goods")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Pictures, each by itself: one that can't be taken is named with the reason and holds back no other."""
    product = product_of(request, pk)
    files = request.FILES.getlist("upload")
    errors: list[tuple] = [] if files else [("", _("请先选择图片。"))]
    if len(files) > MOST_AT_ONCE:
        errors = [("", _("一次最多传 %(most)d 张，请分几次。") % {"most": MOST_AT_ONCE})]
        files = []
    done = 0
    for file in files:
        with shown(request, form=Form({})) as outcome:
            pictures.add_picture(actor=request.user, product=product, upload=file)
        if outcome.ok:
            done += 1
        else:
            errors.append((clean_name(file.name or ""), words_of(outcome.error)))
    if done:
        messages.success(request, _("已添加 %(n)d 张图片。") % {"n": done})
    if errors:
        product.refresh_from_db()
        return render_editor(request, product, picture_errors=errors, failed=True)
    return _back(request, pk)


@require_POST
@seller("goods")
def act(request: HttpRequest, pk: int, picture_pk: int, act: str) -> HttpResponse:
    """Move a picture, put it first, cut it square, describe it, or take it out."""
    product = product_of(request, pk)
    picture = get_object_or_404(product.pictures.select_related("product"), pk=picture_pk)
    if act not in _ACTS:
        raise Http404
    with shown(request) as outcome:
        said = _ACTS[act](request, picture)
    if outcome.ok and said:
        messages.success(request, said)
    return _back(request, pk)


def _first(request, picture):
    pictures.put_first(actor=request.user, picture=picture)
    return _("已设为首图。")


def _earlier(request, picture):
    pictures.shift(actor=request.user, picture=picture, by=-1)


def _later(request, picture):
    pictures.shift(actor=request.user, picture=picture, by=1)


def _crop(request, picture):
    pictures.crop(actor=request.user, picture=picture, box=_box(request.POST.get("box", "")))
    return _("已裁成方形。")


def _describe(request, picture):
    pictures.describe(actor=request.user, picture=picture, alt=request.POST.get("alt", ""))
    return _("图片说明已保存。")


def _remove(request, picture):
    pictures.remove(actor=request.user, picture=picture)
    return _("图片已移除。")


_ACTS = {
    "first": _first,
    "earlier": _earlier,
    "later": _later,
    "crop": _crop,
    "describe": _describe,
    "remove": _remove,
}


def _box(text: str) -> tuple[int, int, int] | None:
    """``left,top,side`` as the dialog sends it; None is the middle."""
    match = re.fullmatch(r"(\d{1,5}),(\d{1,5}),(\d{1,5})", text, re.ASCII)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


@require_POST
@seller("goods")
def reorder(request: HttpRequest, pk: int) -> HttpResponse:
    """The order after dragging: the pictures' ids, apart by commas."""
    product = product_of(request, pk)
    ids = [int(part) for part in re.findall(r"\d{1,18}", request.POST.get("order", "")[:400], re.ASCII)]
    with shown(request) as outcome:
        pictures.reorder(actor=request.user, product=product, picture_ids=ids)
    if request.htmx and outcome.ok:
        return HttpResponse(status=204)
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    response = redirect("catalog:goods_edit", request.shop.slug, pk)
    response["Location"] += "#pictures"
    return response
