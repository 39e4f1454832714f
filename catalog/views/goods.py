"""The portal's goods: list, edit, prices and stock, pictures, steps of a listing's life."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.forms.goods import (
    ContentForm,
    GridFormSet,
    NewListingForm,
    PictureForm,
    ReasonForm,
    SkuForm,
    grid_initial,
)
from catalog.models import Movement, Product, ProductState
from catalog.services import listings, pictures, prices, skus, stock
from catalog.states import PRODUCT
from mall.audit.models import Act
from mall.rulebook.boundary import shown
from merchants.access import seller

A_PAGE = 50
STEPS = {
    "submit": (listings.submit, _("已提交审核。")),
    "withdraw": (listings.withdraw, _("已下架。")),
    "put_back": (listings.put_back, _("已重新上架。")),
}
SKU_ACTS = {"retire": skus.retire_sku, "revive": skus.revive_sku}


def _product(request: HttpRequest, pk: int) -> Product:
    goods = Product.objects.for_shop(request.shop).select_related("category__parent")
    product = get_object_or_404(goods, pk=pk)
    product.shop = request.shop
    return product


def _page(request: HttpRequest, rows):
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))


@require_safe
@seller("goods")
def index(request: HttpRequest) -> HttpResponse:
    """The shop's listings, by state and words."""
    state, query = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    goods = Product.objects.for_shop(request.shop).select_related("category").prefetch_related("skus__stock")
    if state in ProductState.values:
        goods = goods.filter(state=state)
    if query:
        goods = goods.filter(Q(name__icontains=query) | Q(code__istartswith=query))
    context = {
        "section": "goods",
        "page": _page(request, goods.order_by("-id")),
        "states": ProductState.choices,
        "state": state,
        "goods_query": query,
    }
    return render(request, "seller/goods/index.html", context)


@require_http_methods(["GET", "POST"])
@seller("goods")
def create(request: HttpRequest) -> HttpResponse:
    """A new listing; specs, prices and pictures follow on its page."""
    form = NewListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown(request, form=form) as outcome:
            product = listings.create_draft(actor=request.user, shop=request.shop, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, _("草稿已建好，接着添加规格和价格。"))
            return redirect("catalog:goods_edit", request.shop.slug, product.pk)
    context = {"section": "goods", "form": form}
    return render(request, "seller/goods/new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@seller("goods")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A listing: its words, specs, pictures, and the next step."""
    product = _product(request, pk)
    form = ContentForm(request.POST or None, initial=ContentForm.initial_of(product))
    if request.method == "POST" and form.is_valid():
        with shown(request, form=form) as outcome:
            changed = listings.edit(actor=request.user, product=product, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, _("已保存。") if changed else _("没有改动。"))
            return redirect("catalog:goods_edit", request.shop.slug, pk)
    return _render_edit(request, product, form=form)


def _render_edit(request: HttpRequest, product: Product, **over) -> HttpResponse:
    """The listing's page; ``over`` are bound forms that came back with errors."""
    found = list(product.skus.select_related("stock"))
    for sku in found:
        sku.product = product
    grid = over.get("grid") or GridFormSet(initial=grid_initial(found), prefix="grid")
    sent_back = Act.objects.about(product).filter(verb__in=["product.send_back", "product.take_down"]).first()
    context = {
        "section": "goods",
        "product": product,
        "form": ContentForm(initial=ContentForm.initial_of(product)),
        "grid": grid,
        "lines": list(zip(grid.forms, found, strict=False)),
        "reason_form": ReasonForm(prefix="grid"),
        "sku_form": SkuForm(spec_names=product.spec_names, prefix="sku"),
        "picture_form": PictureForm(),
        "pictures": list(product.pictures.order_by("position", "id")),
        "problems": listings.problem_words(product.problems),
        "sent_back": sent_back if product.state in (ProductState.DRAFT, ProductState.TAKEN_DOWN) else None,
        "steps": [
            (name, PRODUCT.action_label(name)) for name in STEPS if PRODUCT.allows(product.state, name)
        ],
        "editable": product.state != ProductState.TAKEN_DOWN,
        **over,
    }
    bad = any(getattr(form, "is_bound", False) for form in over.values())
    return render(request, "seller/goods/edit.html", context, status=400 if bad else 200)


@require_POST
@seller("goods")
def save_skus(request: HttpRequest, pk: int) -> HttpResponse:
    """Prices and counts of all specs, together."""
    product = _product(request, pk)
    grid, reason = GridFormSet(request.POST, prefix="grid"), ReasonForm(request.POST, prefix="grid")
    if grid.is_valid() and reason.is_valid():
        with shown(request, form=reason) as outcome:
            skus.save_grid(
                actor=request.user,
                product=product,
                lines=[form.line() for form in grid.forms],
                reason=reason.cleaned_data["reason"],
            )
        if outcome.ok:
            messages.success(request, _("价格和库存已保存。"))
            return redirect("catalog:goods_edit", request.shop.slug, pk)
        if isinstance(outcome.error, stock.CountMoved):
            for line in grid.forms:
                if line.cleaned_data["sku"] in outcome.error.now:
                    line.show_anew(outcome.error.now[line.cleaned_data["sku"]])
    return _render_edit(request, product, grid=grid, reason_form=reason)


@require_POST
@seller("goods")
def add_sku(request: HttpRequest, pk: int) -> HttpResponse:
    """One more spec."""
    product = _product(request, pk)
    form = SkuForm(request.POST, prefix="sku", spec_names=product.spec_names)
    if form.is_valid():
        with shown(request, form=form) as outcome:
            skus.add_sku(actor=request.user, product=product, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, _("规格已添加。"))
            return redirect("catalog:goods_edit", request.shop.slug, pk)
    return _render_edit(request, product, sku_form=form)


@require_POST
@seller("goods")
def sku_act(request: HttpRequest, pk: int, sku_pk: int, act: str) -> HttpResponse:
    """Stop selling a spec, or sell it again."""
    sku = get_object_or_404(_product(request, pk).skus.select_related("product__shop"), pk=sku_pk)
    service = SKU_ACTS.get(act)
    if service is None:
        raise Http404
    with shown(request) as outcome:
        service(actor=request.user, sku=sku)
    if outcome.ok:
        messages.success(request, _("已停售。") if act == "retire" else _("已恢复销售。"))
    return redirect("catalog:goods_edit", request.shop.slug, pk)


@require_POST
@seller("goods")
def take_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Submit, withdraw or put back a listing."""
    product = _product(request, pk)
    if step not in STEPS:
        raise Http404
    service, done = STEPS[step]
    with shown(request) as outcome:
        service(actor=request.user, product=product)
    if outcome.ok:
        messages.success(request, done)
    return redirect("catalog:goods_edit", request.shop.slug, pk)


@require_POST
@seller("goods")
def add_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """One more picture."""
    product = _product(request, pk)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        with shown(request, form=form) as outcome:
            pictures.add_picture(actor=request.user, product=product, upload=form.cleaned_data["upload"])
        if outcome.ok:
            messages.success(request, _("图片已添加。"))
            return redirect("catalog:goods_edit", request.shop.slug, pk)
    return _render_edit(request, product, picture_form=form)


@require_POST
@seller("goods")
def picture_act(request: HttpRequest, pk: int, picture_pk: int, act: str) -> HttpResponse:
    """Put a picture first, or take it out."""
    product = _product(request, pk)
    picture = get_object_or_404(product.pictures.select_related("product"), pk=picture_pk)
    if act not in ("first", "remove"):
        raise Http404
    with shown(request) as outcome:
        if act == "remove":
            pictures.remove(actor=request.user, picture=picture)
        else:
            pictures.put_first(actor=request.user, picture=picture)
    if outcome.ok:
        messages.success(request, _("图片已移除。") if act == "remove" else _("已设为首图。"))
    return redirect("catalog:goods_edit", request.shop.slug, pk)


@require_safe
@seller("goods")
def price_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every price that the product ever had. (D4.3)"""
    product = _product(request, pk)
    context = {"section": "goods", "product": product, "page": _page(request, prices.history(product))}
    return render(request, "seller/goods/prices.html", context)


@require_safe
@seller("goods")
def stock_ledger(request: HttpRequest) -> HttpResponse:
    """Every movement of the shop's stock, newest first; of one product where ``?product=`` names it."""
    moved = Movement.objects.filter(sku__shop=request.shop).select_related("sku__product", "actor")
    asked = request.GET.get("product", "")
    product = None
    if asked:
        product = (
            _product(request, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
        )
        if product is None:
            raise Http404
        moved = moved.filter(sku__product=product)
    context = {"section": "goods", "product": product, "page": _page(request, moved.order_by("-id"))}
    return render(request, "seller/goods/stock.html", context)
