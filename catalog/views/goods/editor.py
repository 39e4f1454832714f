"""The editor: one page by sections. Each section is a form of its own and comes back with what was typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog import leaves
from catalog.forms import content as forms
from catalog.forms import matrix as matrices
from catalog.forms.content import ContentForm, NewListingForm
from catalog.forms.freight import ChoiceForm
from catalog.models import Product, ProductState
from catalog.services import drafts, listings
from catalog.services.listings import Outdated
from catalog.states import PRODUCT
from mall.audit.models import Act
from mall.rulebook.boundary import shown
from merchants.access import seller

from .loading import product_of

STEPS = {
    "submit": (listings.submit, _("已提交审核。")),
    "withdraw": (listings.withdraw, _("已下架。")),
    "put_back": (listings.put_back, _("已重新上架。")),
}


@require_http_methods(["GET", "POST"])
@seller("goods")
def create(request: HttpRequest) -> HttpResponse:
    """A new listing begins with its name; everything else follows on its page."""
    form = NewListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown(request, form=form) as outcome:
            product = listings.create_draft(actor=request.user, shop=request.shop, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, _("草稿已建好，接着填写内容、规格和图片。"))
            return redirect("catalog:goods_edit", request.shop.slug, product.pk)
    context = {"section": "goods", "form": form, "branches": leaves.branches()}
    return render(request, "seller/goods/new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@seller("goods")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A listing: its words, specs, pictures, and the next step."""
    product = product_of(request, pk)
    if request.method != "POST":
        return render_editor(request, product)
    if request.POST.get("act") == "category":
        return render_editor(request, product, form=_retyped(request))
    form = _bound(request, product)
    if form.is_valid():
        with shown(request, form=form) as outcome:
            changed = listings.edit(
                actor=request.user, product=product, version=version_of(request), **form.content()
            )
        if outcome.ok:
            messages.success(request, _("已保存。") if changed else _("没有改动。"))
            return redirect("catalog:goods_edit", request.shop.slug, pk)
        note_version(product, outcome.error)
    return render_editor(request, product, form=form)


@require_POST
@seller("goods")
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a draft while it is typed; says when, and what couldn't be kept."""
    product = product_of(request, pk)
    form = _bound(request, product)
    form.is_valid()
    context = {"product": product, "at": timezone.now()}
    with shown(request, form=form) as outcome:
        saved = drafts.save_as_typed(
            actor=request.user,
            product=product,
            content=form.content(),
            version=version_of(request) or 0,
        )
        product.version = saved.version
        context["problems"] = [
            (form.fields[name].label if name in form.fields else "", words)
            for name, words in [*saved.problems.items(), *((n, e[0]) for n, e in form.errors.items())]
        ]
    context["error"] = outcome.error
    return render(request, "seller/goods/_saved.html", context, status=outcome.status)


@require_POST
@seller("goods")
def fields(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields of the category that was just chosen, with what is known of them; for htmx."""
    product_of(request, pk)
    return render(request, "seller/goods/_attributes.html", {"form": _retyped(request)})


def _bound(request: HttpRequest, product: Product) -> ContentForm:
    return ContentForm(request.POST, pairs=product.attributes)


def _retyped(request: HttpRequest) -> ContentForm:
    """What was typed, unchecked, with the fields of the category that was chosen."""
    return ContentForm(
        category=forms.chosen_category(request.POST),
        pairs=forms.typed_pairs(request.POST),
        initial=forms.initial_from(request.POST),
    )


def version_of(request: HttpRequest) -> int | None:
    """The version that the page showed; None where it said none that could be."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def note_version(product: Product, error: Exception | None) -> None:
    """After a conflict the page that comes back carries the present version: sent again, it overwrites."""
    if isinstance(error, Outdated):
        product.version = error.now


@require_POST
@seller("goods")
def take_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Submit, withdraw or put back a listing."""
    product = product_of(request, pk)
    if step not in STEPS:
        raise Http404
    service, done = STEPS[step]
    with shown(request) as outcome:
        service(actor=request.user, product=product)
    if outcome.ok:
        seen_first = step == "put_back" and product.state == ProductState.SUBMITTED
        messages.success(request, _("店铺在从严监管中：已提交重新审核，通过后上架。") if seen_first else done)
    return redirect("catalog:goods_edit", request.shop.slug, pk)


@require_POST
@seller("goods")
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft like this listing."""
    product = product_of(request, pk)
    with shown(request) as outcome:
        fresh = drafts.copy(actor=request.user, product=product)
    if not outcome.ok:
        return redirect("catalog:goods_edit", request.shop.slug, pk)
    messages.success(request, _("副本已建好：编号是新的，库存是 0。"))
    return redirect("catalog:goods_edit", request.shop.slug, fresh.pk)


def render_editor(request: HttpRequest, product: Product, **over) -> HttpResponse:
    """The listing's page; ``over`` are parts that came back: a form, a matrix, words about pictures."""
    found = list(product.skus.select_related("stock").order_by("position", "id"))
    for sku in found:
        sku.product = product
    matrix, old = matrices.of_product(product, found)
    matrix, grid = over.get("matrix", matrix), over.get("grid")
    grid = grid or matrix.formset()
    by_id = {str(sku.pk): sku for sku in found}
    form = over.get("form") or ContentForm(
        category=product.category, pairs=product.attributes, initial=forms.initial_of(product)
    )
    sent_back = Act.objects.about(product).filter(verb__in=["product.send_back", "product.take_down"]).first()
    context = {
        "section": "goods",
        "product": product,
        "form": form,
        "branches": leaves.branches(),
        "chosen_category": str(getattr(form["category"].value(), "pk", form["category"].value()) or ""),
        "matrix": matrix,
        "grid": grid,
        "lines": [
            (line, row["values"], by_id.get(str(row.get("sku") or "")))
            for line, row in zip(grid, matrix.rows, strict=True)
        ],
        "old_skus": old,
        "fill": over.get("fill", {}),
        "pasted": over.get("pasted", ""),
        "grid_notes": over.get("grid_notes", []),
        "reason_form": over.get("reason_form") or matrices.ReasonForm(prefix="grid"),
        "pictures": list(product.pictures.order_by("position", "id")),
        "picture_errors": over.get("picture_errors", []),
        "steps": [
            (name, PRODUCT.action_label(name)) for name in STEPS if PRODUCT.allows(product.state, name)
        ],
        "sent_back": sent_back,
        "problems": listings.problem_words(product.problems),
        "freight": ChoiceForm(shop=request.shop, initial={"freight": product.freight_template_id}),
        "editable": product.state != "taken_down",
    }
    return render(
        request, "seller/goods/edit.html", context, status=over.get("status") or _status(form, over)
    )


def _status(form: ContentForm, over: dict) -> int:
    failed = form.is_bound and form.errors
    return 400 if failed or over.get("failed") else 200
