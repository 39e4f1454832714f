"""A listing's life: written, submitted, reviewed, on sale, off sale, taken down. (A7.1, A7.2, B5.2)

What shoppers see of a product is what a reviewer let through: changing its words brings it back to draft.
Prices and stock change at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import rules, search, states, wording
from catalog.models import Product, ProductState, Returns
from catalog.tree import read, tree
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.transitions import move
from merchants.models import Shop, Violation
from merchants.rules import CONTACT_DATA
from merchants.services import permits, violations

from . import prices, supervised
from .problems import note_problems as note_problems  # named here for who works with listings
from .problems import note_problems_of as note_problems_of
from .problems import problem
from .problems import problem_words as problem_words
from .problems import problems_of as problems_of

MOST_ATTRIBUTES, LONGEST_ATTRIBUTE, LONGEST_DESCRIPTION = 50, 1_000, 20_000
ONE_LINE = {
    "name": (_("商品名称"), 120),
    "name_en": (_("英文名"), 120),
    "subtitle": (_("简介"), 200),
    "brand": (_("品牌"), 60),
    "origin": (_("产地"), 60),
    "unit": (_("单位"), 10),
    "keywords": (_("关键词"), 200),
}
CONTENT = (*ONE_LINE, "category", "attributes", "description", "returns")


def refresh(product: Product) -> None:
    """After any change of a locked product's words or SKUs: price, version, problems, search words."""
    prices.refresh([product.pk])
    note_problems(product)
    search.index(Product.objects.select_related("category__parent").filter(pk=product.pk))


def clean_content(content: Mapping) -> dict:
    """The given fields of a listing as they are stored. Raises DomainError naming the field that can't be."""
    clean: dict = {}
    for field, (name, most) in ONE_LINE.items():
        if field in content:
            clean[field] = wording.within(wording.one_line(content[field]), most=most, name=name, field=field)
    if clean.get("unit") == "":
        clean["unit"] = "件"
    if "name" in clean and not clean["name"]:
        raise DomainError(_("请填写商品名称。"), field="name")
    if "category" in content:
        clean["category"] = content["category"]
    if "returns" in content:
        clean["returns"] = _clean_returns(content["returns"])
    if "attributes" in content:
        clean["attributes"] = _clean_attributes(content["attributes"])
    if "description" in content:
        clean["description"] = _clean_description(content["description"])
    return clean


def _clean_returns(code: str) -> str:
    if code not in ("", *Returns.values):
        raise DomainError(_("请选择列出的退货条款。"), field="returns")
    return code


def _clean_attributes(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    clean = []
    for raw_name, raw_value in pairs:
        name, value = wording.one_line(raw_name), wording.paragraphs(raw_value)
        if name and value:
            wording.within(name, most=40, name=_("参数名"), field="attributes")
            wording.within(value, most=LONGEST_ATTRIBUTE, name=_("参数值"), field="attributes")
            clean.append([name, value])
    if len(clean) > MOST_ATTRIBUTES:
        raise DomainError(_("参数最多 %(most)d 项。") % {"most": MOST_ATTRIBUTES}, field="attributes")
    return clean


def _clean_description(text: str) -> str:
    clean = wording.paragraphs(text)
    if len(clean) > LONGEST_DESCRIPTION:
        raise DomainError(_("详情最多 %(most)d 个字。") % {"most": LONGEST_DESCRIPTION}, field="description")
    return clean


@locks.service
def create_draft(*, actor, shop: Shop, name: str, code: str = "", **content) -> Product:
    """Start a listing in ``shop``, without SKUs as yet; ``content`` are fields of ``CONTENT``.

    Without a ``code`` it gets one. Raises DomainError naming the field for a code that is taken or words that
    can't be stored.
    """
    code = code.strip() or f"P{secrets.token_hex(4).upper()}"
    if len(code) > 40 or not wording.CODE.fullmatch(code):
        raise DomainError(_("商品编号只能用字母、数字、点、横线和下划线，最多 40 个字符。"), field="code")
    taken = DomainError(_("店里已经有编号为“%(code)s”的商品。") % {"code": code}, field="code")
    if Product.objects.filter(shop=shop, code=code).exists():
        raise taken
    clean = clean_content({"name": name, **content})
    try:
        product = Product.objects.create(shop=shop, code=code, **clean)
    except IntegrityError as error:  # somebody was faster
        raise taken from error
    refresh(product)
    record(actor=actor, verb="product.create", subject=product)
    return product


@locks.service
def open_for_edit(*, actor, product: Product) -> Product:
    """Lock a product whose reviewed content is about to change; it comes back as a draft. (A7.1)

    Raises ForbiddenMove for one that was taken down.
    """
    row = locks.lock_one(product)
    if row.state == ProductState.DRAFT:
        return row
    row = move(states.PRODUCT, row, "revise", actor=actor, rule=rules.COMPLIANCE_REVIEW.id)
    product.state = row.state
    return row


class Outdated(DomainError):  # noqa: N818 - a refusal is named by what happened
    """Somebody has changed the listing since the page that is now sent was opened; ``now`` is its version."""

    def __init__(self, product: Product):
        self.now = product.version
        at = timezone.localtime(product.updated_at).strftime("%H:%M")
        words = _("%(at)s 有人在别的窗口改过这个商品，这次没有保存。您填的还在，核对后再保存一次。")
        super().__init__(words % {"at": at})


def require_version(product: Product, version: int | None) -> None:
    """Raise Outdated where a locked product isn't what was looked at; None asks nothing."""
    if version is not None and version != product.version:
        raise Outdated(product)


@locks.service
def edit(*, actor, product: Product, version: int | None = None, **content) -> bool:
    """Change fields of ``CONTENT``; False, with nothing written, where they say what is there already.

    A product that was on sale, off sale or under review becomes a draft and has to be submitted again. (A7.1)
    Raises DomainError naming the field that can't be stored, Outdated where ``version`` isn't the present
    one, ForbiddenMove for one that was taken down.
    """
    clean = clean_content(content)
    row = locks.lock_one(product)
    require_version(row, version)
    changed = {field: value for field, value in clean.items() if getattr(row, field) != value}
    if not changed:
        return False
    row = open_for_edit(actor=actor, product=product)
    for field, value in changed.items():
        setattr(row, field, value)
        setattr(product, field, value)
    row.save(update_fields=[*changed])
    refresh(row)
    record(actor=actor, verb="product.edit", subject=row, data={"fields": sorted(changed)})
    return True


def _require_complete(product: Product) -> None:
    lacking = note_problems(product)
    for rule in (rules.COMPLETE_LISTING, rules.LEAF_CATEGORY, CONTACT_DATA):
        found = (problem(code) for code in lacking)
        words = [str(one.words) for one in found if one and one.rule is rule]
        rule.require(not words, _("还不能提交审核：%(lacking)s。") % {"lacking": "、".join(words)})


@locks.service
def submit(*, actor, product: Product) -> Product:
    """Hand a complete draft to the reviewers.

    Raises RuleError A7.2 or B5.2 naming everything that is missing, RuleError D6.3 where it tells how to
    get in touch elsewhere, RuleError E6 naming the permits that the shop lacks for such goods, ForbiddenMove
    where it isn't a draft.
    """
    row = locks.lock_one(product)
    _require_complete(row)
    permits.require(row.shop, category_path(row.category_id))
    return move(states.PRODUCT, product, "submit", actor=actor)


def category_path(category_id: int | None) -> list[str]:
    """The addresses of a category and of those above it, from the root down; as of a moment ago."""
    categories = tree() if category_id in tree().by_id else read()
    node = categories.by_id.get(category_id or 0)
    return [above.slug for above in categories.path(node)] if node else []


def _require_reviewer(actor, product: Product) -> None:
    rules.COMPLIANCE_REVIEW.require(
        actor is not None and actor.has_perm("catalog.review_product"), _("只有商品审核员可以审核商品。")
    )
    rules.COMPLIANCE_REVIEW.require(
        not product.shop.members.filter(user=actor).exists(), _("您是这家店铺的成员，不能审核它的商品。")
    )


@locks.service
def approve(*, actor, product: Product, version: int | None = None) -> Product:
    """Let a submitted product go on sale. ``version`` is the one the reviewer looked at, where one did.

    Raises RuleError A7.1 for somebody who isn't a reviewer or belongs to the shop, DomainError where the
    product has changed since it was looked at, ForbiddenMove where it isn't submitted.
    """
    row = locks.lock_one(product)
    _require_reviewer(actor, row)
    if version is not None and version != row.version:
        raise DomainError(_("商品在您查看之后改过，请重新看一遍再审核。"))
    return move(
        states.PRODUCT,
        product,
        "approve",
        actor=actor,
        rule=rules.COMPLIANCE_REVIEW.id,
        on_sale_at=row.on_sale_at or timezone.now(),
        version=row.version + 1,
    )


@locks.service
def send_back(*, actor, product: Product, reason: str) -> Product:
    """Return a submitted product to its shop. Raises as ``approve`` does, and without a reason."""
    row = locks.lock_one(product)
    _require_reviewer(actor, row)
    _require_reason(reason)
    return move(
        states.PRODUCT,
        product,
        "send_back",
        actor=actor,
        reason=reason.strip(),
        rule=rules.COMPLIANCE_REVIEW.id,
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_("请写明原因，商家会看到。"), field="reason")


@locks.service
def withdraw(*, actor, product: Product) -> Product:
    """Take a product off sale as its shop wishes. Raises ForbiddenMove."""
    row = locks.lock_one(product)
    return move(states.PRODUCT, product, "withdraw", actor=actor, version=row.version + 1)


@locks.service
def put_back(*, actor, product: Product) -> Product:
    """Put a withdrawn product, unchanged since its review, on sale again. Raises ForbiddenMove.

    In a shop under strict supervision the reviewers see it first: it is submitted. (D8.3)
    """
    row = locks.lock_one(product)
    way = supervised.way_back(row.shop) if row.state == ProductState.OFF_SALE else "put_back"
    return move(states.PRODUCT, product, way, actor=actor, version=row.version + 1)


@locks.service
def take_down(*, actor, product: Product, reason: str, clause: str = rules.COMPLIANCE_REVIEW.id) -> Violation:
    """Take a product out of the mall for good and open the case against its shop.

    Raises RuleError A7.1 for somebody who isn't a reviewer or belongs to the shop, ForbiddenMove.
    """
    row = locks.lock_one(product)
    _require_reviewer(actor, row)
    _require_reason(reason)
    move(
        states.PRODUCT,
        product,
        "take_down",
        actor=actor,
        reason=reason.strip(),
        rule=clause,
        version=row.version + 1,
    )
    return violations.report(actor=actor, shop=row.shop, clause=clause, facts=reason, subject=row)
