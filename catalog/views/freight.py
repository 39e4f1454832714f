"""The portal's freight templates: listed, edited, copied, removed, and tried out."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.forms.freight import ChoiceForm, FreightForms, ReckonForm
from catalog.forms.regions import short
from catalog.services import freight as goods
from mall.accounts import divisions
from mall.money import yuan
from mall.rulebook.boundary import shown
from merchants.access import seller
from merchants.models import FreightMethod, FreightTemplate
from merchants.services import freight
from merchants.tariffs import Rate, Tariff, Tariffs, of_template

from .goods.loading import product_of

WARNED = 5  # specs without a weight that are named


@require_safe
@seller("goods")
def index(request: HttpRequest) -> HttpResponse:
    templates = goods.with_counts(request.shop)
    weightless = goods.weightless_by_template(templates)
    tariffs = Tariffs([request.shop.pk])
    for template in templates:
        tariff = tariffs.of(shop=request.shop.pk, template=template.pk)
        assert tariff
        template.lines, template.weightless = _told(tariff), weightless[template.pk]
    context = {
        "section": "goods",
        "templates": templates,
        "has_default": any(template.is_default for template in templates),
        "most": freight.MOST_TEMPLATES,
    }
    return render(request, "seller/freight/index.html", context)


def _told(tariff: Tariff) -> list[tuple[str, str]]:
    """Regions and what sending there costs, as a merchant reads them."""
    lines = [(_names(rate.divisions), _costs(rate, tariff.method)) for rate in tariff.rates if rate.divisions]
    rest = tariff.elsewhere
    lines.append((str(_("其余地区")), _costs(rest, tariff.method) if rest else str(_("不送"))))
    if tariff.not_served:
        lines.append((_names(tariff.not_served), str(_("不送"))))
    return lines


def _names(codes: Iterable[str]) -> str:
    names = ((code, divisions.full_name(code)) for code in codes)
    return "、".join(short(name) if code.endswith("0000") else name for code, name in names)


def _costs(rate: Rate, method: str) -> str:
    if rate.is_free:
        return str(_("包邮"))
    if method == FreightMethod.FLAT:
        return f"¥{yuan(rate.first_fee)}"
    words = _("首 %(first)d 件 ¥%(fee)s，每加 %(next)d 件 ¥%(more)s")
    if method == FreightMethod.WEIGHT:
        words = _("首 %(first)d 克 ¥%(fee)s，每加 %(next)d 克 ¥%(more)s")
    first, more = yuan(rate.first_fee), yuan(rate.next_fee)
    return str(words % {"first": rate.first_units, "fee": first, "next": rate.next_units, "more": more})


@require_http_methods(["GET", "POST"])
@seller("goods")
def create(request: HttpRequest) -> HttpResponse:
    is_first = not request.shop.freight_templates.exists()
    return _edit(request, None, FreightForms.fresh(is_default=is_first))


@require_http_methods(["GET", "POST"])
@seller("goods")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    template = template_of(request, pk)
    return _edit(request, template, FreightForms.fresh(of_template(template), is_default=template.is_default))


def _edit(request: HttpRequest, template: FreightTemplate | None, forms: FreightForms) -> HttpResponse:
    if request.method != "POST":
        return _page(request, template, forms)
    act = request.POST.get("act", "")
    if act == "add" or act.startswith("drop-"):
        return _page(request, template, FreightForms.retyped(request.POST, act))
    forms = FreightForms.sent(request.POST)
    if not forms.is_valid():
        return _page(request, template, forms, status=400)
    is_default = forms.terms.cleaned_data["is_default"]
    with shown(request, form=forms.terms) as outcome:
        if template is None:
            freight.create(
                actor=request.user, shop=request.shop, tariff=forms.tariff(), is_default=is_default
            )
        else:
            freight.change(
                actor=request.user,
                template=template,
                tariff=forms.tariff(),
                is_default=is_default,
                seen_at=request.POST.get("seen_at"),
            )
    if not outcome.ok:
        is_news = isinstance(outcome.error, freight.ChangedMeanwhile)
        return _page(request, template, forms, status=outcome.status, is_news=is_news)
    messages.success(request, _("运费模板已保存，新下的订单立即按它计算。"))
    return redirect("catalog:freight", request.shop.slug)


def _page(
    request: HttpRequest,
    template: FreightTemplate | None,
    forms: FreightForms,
    status: int = 200,
    *,
    is_news: bool = False,
) -> HttpResponse:
    """The page with ``forms``. What was typed stays held against the state in which it was begun, until the
    person has been told (``is_news``) that it is another by now.
    """
    context = {"section": "goods", "template": template, "forms": forms}
    if template is not None:
        lacking = list(goods.without_weight(template)[: WARNED + 1])
        seen_at = "" if is_news else request.POST.get("seen_at", "")[:40]
        context |= {
            "seen_at": seen_at or template.updated_at.isoformat(),
            "weightless": lacking[:WARNED],
            "more_weightless": len(lacking) > WARNED,
            "going_by": goods.going_by(template).count(),
            **_reckoned(request, template),
        }
    return render(request, "seller/freight/edit.html", context, status=status)


def _reckoned(request: HttpRequest, template: FreightTemplate) -> dict:
    """What the calculator says, where something was asked."""
    asked = request.GET if "place" in request.GET else None
    form = ReckonForm(asked, initial={"units": "1"})
    if asked is None or not form.is_valid():
        return {"reckon": form}
    tariff, place = of_template(template), form.cleaned_data["place"]
    units = 1 if template.method == FreightMethod.FLAT else form.cleaned_data["units"]
    worth = form.cleaned_data["worth"] or 0
    fee = tariff.fee(units=units, goods_total=worth, division=place.code)
    return {"reckon": form, "reckoned": {"place": divisions.full_name(place.code), "fee": fee}}


@require_POST
@seller("goods")
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    template = template_of(request, pk)
    with shown(request) as outcome:
        fresh = freight.copy(actor=request.user, template=template)
    if not outcome.ok:
        return redirect("catalog:freight", request.shop.slug)
    messages.success(request, _("副本已建好，改成您要的再保存。"))
    return redirect("catalog:freight_edit", request.shop.slug, fresh.pk)


@require_POST
@seller("goods")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    template = template_of(request, pk)
    with shown(request) as outcome:
        goods.remove(actor=request.user, template=template)
    if outcome.ok:
        messages.success(request, _("“%(name)s”已删除。") % {"name": template.name})
    return redirect("catalog:freight", request.shop.slug)


@require_POST
@seller("goods")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a listing go by another template."""
    product = product_of(request, pk)
    form = ChoiceForm(request.POST, shop=request.shop)
    if not form.is_valid():
        messages.error(request, " ".join(words for errors in form.errors.values() for words in errors))
        return redirect("catalog:goods_edit", request.shop.slug, pk)
    with shown(request) as outcome:
        goods.choose(actor=request.user, product=product, template=form.cleaned_data["freight"])
    if outcome.ok:
        messages.success(request, _("运费模板已保存，不需要重新审核。"))
    return redirect("catalog:goods_edit", request.shop.slug, pk)


def template_of(request: HttpRequest, pk: int) -> FreightTemplate:
    """A template of the shop that is asked about; another shop's is a 404."""
    template = get_object_or_404(request.shop.freight_templates, pk=pk)
    template.shop = request.shop
    return template
