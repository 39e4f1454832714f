"""Acts on many listings: chosen in the list, asked for once more, done, and what became of each is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from catalog import exports, leaves
from catalog.forms.bulk import ActForm, CategoryForm, FreightForm, PriceForm, StockForm
from catalog.models import SKU, Product
from catalog.services import bulk
from mall.rulebook.boundary import shown
from mall.sheets import XLSX
from merchants.access import seller

from .listing import Filter

SHOWN = 50  # listings in a preview
TOLD = 300  # listings of which the reason is told


@dataclass(frozen=True)
class BulkAct:
    """``plan`` says beforehand what the act would do; such an act is done once that was looked at."""

    label: Promise
    explanation: Promise
    service: Callable[..., bulk.Outcome]
    form: type[ActForm] = ActForm
    plan: Callable[..., bulk.Repricing] | None = None


ACTS = {
    "submit": BulkAct(_("提交审核"), _("完整的草稿交给审核员，不完整的留着，会说缺什么。"), bulk.submit),
    "withdraw": BulkAct(_("下架"), _("顾客立即看不到，随时可以重新上架。"), bulk.withdraw),
    "put_back": BulkAct(_("重新上架"), _("下架后没有改过内容的商品立即重新销售。"), bulk.put_back),
    "price": BulkAct(
        _("改价格"),
        _("改所选商品每个在卖规格的售价，划线价不动。先看预览，再确认。"),
        bulk.reprice,
        PriceForm,
        plan=bulk.reprice_plan,
    ),
    "stock": BulkAct(
        _("改库存"),
        _("把所选商品每个在卖规格的库存记成同一个数，逐笔记入库存流水。"),
        bulk.set_stock,
        StockForm,
    ),
    "category": BulkAct(
        _("换分类"),
        _("分类是审核过的内容：在售的商品换分类后回到草稿，要重新提交审核。"),
        bulk.recategorise,
        CategoryForm,
    ),
    "freight": BulkAct(
        _("选运费模板"),
        _("不需要重新审核，新下的订单立即按选中的模板计算运费。"),
        bulk.choose_freight,
        FreightForm,
    ),
}


@require_POST
@seller("goods")
def prepare(request: HttpRequest) -> HttpResponse:
    """Ask what is needed for an act on the chosen listings; show what it would do; do it."""
    name = request.POST.get("act", "")
    ids = _chosen(request)
    if not ids or len(ids) > bulk.MOST:
        words = (
            _("一次最多处理 %(most)d 件商品，请缩小筛选范围。") if ids else _("请先勾选商品，再选要做的事。")
        )
        messages.error(request, words % {"most": bulk.MOST})
        return redirect(_list(request))
    if name == "export":
        return _export(request, ids)
    if not name:
        messages.error(request, _("请选择要对所选商品做什么。"))
        return redirect(_list(request))
    if name not in ACTS:
        raise Http404
    act, step = ACTS[name], request.POST.get("step", "")
    form = act.form(request.POST if step else None, shop=request.shop)
    if not step or not form.is_valid():
        return _ask(request, name, ids, form)
    if act.plan and step != "do":
        return _ask(request, name, ids, form, plan=_plan(request, act, ids, form))
    return _do(request, name, ids, form)


def _do(request: HttpRequest, name: str, ids: list[int], form: ActForm) -> HttpResponse:
    act, given = ACTS[name], form.given()
    with shown(request, form=form) as outcome:
        result = act.service(actor=request.user, shop=request.shop, product_ids=ids, **given)
    if not outcome.ok:
        plan = _plan(request, act, ids, form) if act.plan else None
        return _ask(request, name, ids, form, plan=plan, status=outcome.status)
    request.session["bulk"] = {
        "shop": request.shop.pk,
        "act": name,
        "done": result.done,
        "left": result.left[:TOLD],
        "left_count": len(result.left),
        "back": _list(request),
    }
    return redirect("catalog:goods_bulk_done", request.shop.slug)


@require_safe
@seller("goods")
def done(request: HttpRequest) -> HttpResponse:
    """What became of the last act: how many were done, which weren't, and why."""
    said = request.session.get("bulk")
    if not said or said["shop"] != request.shop.pk:
        return redirect("catalog:goods", request.shop.slug)
    context = {"section": "goods", "said": said, "act": ACTS[said["act"]]}
    return render(request, "seller/goods/bulk_done.html", context)


def _chosen(request: HttpRequest) -> list[int]:
    """The ids that were ticked, or all of the filter; one more than may be where there are too many."""
    if request.POST.get("all"):
        asked = Filter.of(QueryDict(request.POST.get("filter", "")[:2_000]))
        goods = asked.goods(request.shop)
    else:
        ids = [
            text
            for text in request.POST.getlist("ids")
            if text.isascii() and text.isdigit() and len(text) < 19
        ]
        goods = Product.objects.for_shop(request.shop).filter(pk__in=ids)
    return list(goods.order_by("pk").values_list("pk", flat=True)[: bulk.MOST + 1])


def _list(request: HttpRequest) -> str:
    words = Filter.of(QueryDict(request.POST.get("filter", "")[:2_000])).words
    path = reverse("catalog:goods", args=[request.shop.slug])
    return f"{path}?{words}" if words else path


def _plan(request: HttpRequest, act: BulkAct, ids: list[int], form: ActForm) -> bulk.Repricing:
    assert act.plan
    return act.plan(shop=request.shop, product_ids=ids, change=form.given()["change"])


def _ask(
    request: HttpRequest,
    name: str,
    ids: list[int],
    form: ActForm,
    *,
    plan: bulk.Repricing | None = None,
    status: int = 200,
) -> HttpResponse:
    act = ACTS[name]
    context = {
        "section": "goods",
        "name": name,
        "act": act,
        "form": form,
        "ids": [] if request.POST.get("all") else ids,
        "all": bool(request.POST.get("all")),
        "filter": request.POST.get("filter", "")[:2_000],
        "count": len(ids),
        "some": Product.objects.filter(pk__in=ids[:6]).order_by("pk"),
        "plan": plan,
        "has_plan": act.plan is not None,
        "shown": plan.changes[:SHOWN] if plan else [],
        "branches": leaves.branches() if "category" in form.fields else [],
        "back": _list(request),
    }
    failed = form.is_bound and form.errors
    return render(
        request, "seller/goods/bulk.html", context, status=400 if failed and status == 200 else status
    )


def _export(request: HttpRequest, ids: list[int]) -> HttpResponse:
    goods = (
        Product.objects.filter(pk__in=ids)
        .prefetch_related(Prefetch("skus", SKU.objects.filter(is_active=True).select_related("stock")))
        .order_by("pk")
    )
    response = HttpResponse(exports.workbook(goods), content_type=XLSX)
    day = timezone.localdate().strftime("%Y%m%d")
    response["Content-Disposition"] = f'attachment; filename="goods-{request.shop.slug}-{day}.xlsx"'
    return response
