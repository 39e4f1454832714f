"""Reviews: read by all, written by buyers, answered by shops. (B10)"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Product
from mall.rulebook.boundary import shown
from merchants.access import seller
from orders.forms.reviews import ReplyForm, ReviewForm
from orders.models import LineKind, Order, OrderLine, Review
from orders.paging import Page, number_of
from orders.services import reviews

IN_A_PART = 3


def _product(pk: int) -> Product:
    """Off sale it is still talked of."""
    return get_object_or_404(Product.objects.told().select_related("shop"), pk=pk)


def _read(product: Product):
    written = Review.objects.filter(product=product).select_related("buyer", "line", "reply")
    return written.order_by("-id")


@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """All reviews of a product, the latest first; ``?stars=`` those with so many."""
    product = _product(pk)
    rows, stars = _read(product), request.GET.get("stars", "")
    if stars in ("1", "2", "3", "4", "5"):
        rows = rows.filter(rating=int(stars))
    else:
        stars = ""
    page = Page(rows, number_of(request.GET.get("page")))
    context = {"product": product, "page": page, "summary": reviews.summary(product), "stars": stars}
    return render(request, "orders/reviews.html", context)


@require_safe
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary and the latest few, for the product's own page."""
    product = _product(pk)
    context = {
        "product": product,
        "latest": _read(product)[:IN_A_PART],
        "summary": reviews.summary(product),
    }
    return render(request, "orders/reviews_part.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """A buyer reviews one line of a received order."""
    order = get_object_or_404(Order.objects.of(request.user).select_related("shop"), number=number)
    lines = OrderLine.objects.filter(order=order).exclude(kind=LineKind.FREIGHT).select_related("sku")
    found = get_object_or_404(lines, pk=line)
    found.order = order
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown(request, form=form) as outcome:
            reviews.write(actor=request.user, line=found, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, _("谢谢，评价已发表。"))
            return redirect("orders:order", number)
    elif request.method != "POST" and found.pk not in reviews.to_review(actor=request.user, order=order):
        messages.info(request, _("这件商品现在不能评价：要在确认收货之后、期限之内，每件一次。"))
        return redirect("orders:order", number)
    context = {"order": order, "line": found, "form": form}
    return render(request, "orders/review.html", context, status=400 if form.errors else 200)


def _reviews_of_shop(request: HttpRequest):
    mine = Review.objects.filter(shop=request.shop).select_related("line__order", "buyer", "reply")
    return mine.order_by("-id")


@seller("service")
@require_safe
def of_shop(request: HttpRequest) -> HttpResponse:
    """What buyers say of the shop's goods; ``?open=1`` what hasn't been answered yet."""
    return _shop_page(request)


def _shop_page(request: HttpRequest, *, form: ReplyForm | None = None, answering: int = 0) -> HttpResponse:
    """The list; with a refused ``form``, the review that it answers alone, wherever in the list it stands."""
    rows, only_open = _reviews_of_shop(request), request.GET.get("open") == "1"
    if form:
        rows = rows.filter(pk=answering)
    elif only_open:
        rows = rows.filter(reply=None)
    page = Page(rows, 1 if form else number_of(request.GET.get("page")))
    context = {
        "section": "reviews",
        "page": page,
        "only_open": only_open,
        "rows": [
            (row, form if row.pk == answering else ReplyForm(auto_id=f"id_{row.pk}_%s")) for row in page
        ],
    }
    return render(request, "seller/reviews.html", context, status=400 if form else 200)


@seller("service")
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The shop's one answer."""
    review = get_object_or_404(_reviews_of_shop(request), pk=pk)
    form = ReplyForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        with shown(request, form=form) as outcome:
            reviews.reply(actor=request.user, review=review, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, _("回复已发表，买家会收到通知。"))
            return redirect("orders:seller_reviews", request.shop.slug)
    return _shop_page(request, form=form, answering=pk)
