"""The matrix of SKUs: made, pasted into, filled and saved by sending one form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from catalog.forms import matrix as matrices
from catalog.forms import pasting
from catalog.forms.matrix import Axis, Matrix, ReasonForm
from catalog.models import Product
from catalog.services import matrix as services
from catalog.services.cells import BadCells
from catalog.services.stock import CountMoved
from mall.errors import DomainError
from mall.rulebook.boundary import shown
from merchants.access import seller

from .editor import note_version, render_editor, version_of
from .loading import product_of


@require_POST
@seller("goods")
def save_skus(request: HttpRequest, pk: int) -> HttpResponse:
    """Make combinations, read a pasted table, fill columns (nothing is saved); or save the matrix."""
    product = product_of(request, pk)
    matrix = matrices.of_post(request.POST)
    act = request.POST.get("act", "save")
    if act == "save":
        return _save(request, product, matrix)
    note = _prepare(request, matrix, act)
    return _shown(request, product, matrix, notes=[note] if note and not matrix.errors else [])


def _prepare(request: HttpRequest, matrix: Matrix, act: str) -> object:
    """Do an act that only changes the page; words about it, where there are any."""
    if act == "single":
        matrix.axes = matrix.axes or [Axis(str(_("规格")), "", [], str(_("标准")))]
    if act == "paste":
        try:
            count = pasting.paste(matrix, request.POST.get("pasted", "")[: pasting.LONGEST])
        except DomainError as error:
            matrix.errors.append(error.message)
            return None
        return _("已填入 %(n)d 行，还没有保存；核对后请点“保存规格”。") % {"n": count}
    matrix.arrange(all_combinations=act == "generate")
    if act == "fill":
        matrix.fill({name: request.POST.get(f"fill-{name}", "") for name in matrices.FILLED})
        return _("已填到每一行，还没有保存。")
    return _("组合已排好，还没有保存；填上价格后请点“保存规格”。")


def _save(request: HttpRequest, product: Product, matrix: Matrix) -> HttpResponse:
    matrix.arrange()
    grid = matrix.formset(bound=True)
    form = ReasonForm(request.POST, prefix="grid")
    if matrix.errors or not (form.is_valid() & grid.is_valid()):
        return _shown(request, product, matrix, grid=grid, reason_form=form, failed=True)
    with shown(request, form=form) as outcome:
        services.save(
            actor=request.user,
            product=product,
            names=matrix.names,
            lines=[line.line() for line in grid],
            reason=form.cleaned_data["reason"],
            version=version_of(request),
        )
    if outcome.ok:
        messages.success(request, _("规格、价格和库存已保存。"))
        return redirect("catalog:goods_edit", request.shop.slug, product.pk)
    note_version(product, outcome.error)
    grid = _with_words(matrix, grid, outcome.error)
    return _shown(request, product, matrix, grid=grid, reason_form=form, failed=True, status=outcome.status)


def _with_words(matrix: Matrix, grid, error: DomainError | None):
    """The lines with the refusal where it belongs: at its cells, or with the counts as they are now."""
    if isinstance(error, BadCells):
        for cell in error.cells:
            grid.forms[cell.line].add_error(cell.field, cell.words)
    if isinstance(error, CountMoved):
        for row in matrix.rows:
            now = error.now.get(int(str(row["sku"] or 0)))
            if now is not None:
                row["on_hand"] = row["shown_on_hand"] = str(now)
        return matrix.formset(bound=True)
    return grid


def _shown(request: HttpRequest, product: Product, matrix: Matrix, *, notes=(), **over) -> HttpResponse:
    return render_editor(
        request,
        product,
        matrix=matrix,
        grid_notes=list(notes),
        fill={name: request.POST.get(f"fill-{name}", "") for name in matrices.FILLED},
        pasted=request.POST.get("pasted", "") if matrix.errors else "",
        **{"failed": bool(matrix.errors), **over},
    )
