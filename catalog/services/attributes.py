"""The attributes that a category asks of its goods. Only the catalogue's reviewers change them. (B5.2)"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import AttributeKind, Category, CategoryAttribute, Product, ProductState
from catalog.models.attributes import CHOSEN
from catalog.tree import read
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError

from . import categories, listings

MOST_CHOICES, LONGEST_CHOICE = 60, 40
_APART = re.compile("[:：、\n]")


@locks.service
def save_attribute(*, actor, attribute: CategoryAttribute) -> CategoryAttribute:
    """Add an attribute or change one; drafts that lack it now say so at once.

    What is on sale stays there: it is asked when it is submitted the next time. Raises DomainError naming the
    field for a name that the category has or inherits already or passes on to one below, and for choices, a
    unit or a facet that the kind doesn't have.
    """
    categories.hold_tree()
    is_new = attribute.pk is None
    before = None if is_new else CategoryAttribute.objects.get(pk=attribute.pk)
    _clean(attribute)
    _require_free_name(attribute)
    try:
        attribute.save()
    except IntegrityError as error:
        raise _name_is_taken(attribute.category, attribute.name) from error
    record(
        actor=actor,
        verb="attribute.create" if is_new else "attribute.edit",
        subject=attribute,
        data={"category": attribute.category_id, "name": attribute.name},
    )
    _look_again({attribute.category_id} | ({before.category_id} if before else set()))
    return attribute


@locks.service
def remove_attribute(*, actor, attribute: CategoryAttribute) -> None:
    """Ask for an attribute no more. Goods keep what they say of it, as a fact of their own."""
    categories.hold_tree()
    record(
        actor=actor,
        verb="attribute.remove",
        subject=attribute,
        data={"category": attribute.category_id, "name": attribute.name},
    )
    CategoryAttribute.objects.filter(pk=attribute.pk).delete()
    _look_again({attribute.category_id})


def _clean(attribute: CategoryAttribute) -> None:
    attribute.name = wording.within(wording.one_line(attribute.name), most=40, name=_("参数名"), field="name")
    attribute.name_en = wording.within(
        wording.one_line(attribute.name_en), most=60, name=_("英文名称"), field="name_en"
    )
    attribute.unit = wording.within(wording.one_line(attribute.unit), most=10, name=_("单位"), field="unit")
    if not attribute.name:
        raise DomainError(_("请填写参数名。"), field="name")
    if _APART.search(attribute.name):
        raise DomainError(_("参数名里不能有冒号和顿号。"), field="name")
    if attribute.kind not in AttributeKind.values:
        raise DomainError(_("请选择参数的类型。"), field="kind")
    if attribute.unit and attribute.kind != AttributeKind.NUMBER:
        raise DomainError(_("只有数字类型的参数有单位。"), field="unit")
    if attribute.is_facet and attribute.kind not in CHOSEN:
        raise DomainError(_("只有单选和多选的参数可以用来筛选。"), field="is_facet")
    attribute.choices = _clean_choices(attribute.kind, attribute.choices)


def _clean_choices(kind: str, pairs: Iterable) -> list[list[str]]:
    clean: dict[str, str] = {}
    for raw, raw_english in pairs:
        value, english = wording.one_line(raw), wording.one_line(raw_english)
        if not value or max(len(value), len(english)) > LONGEST_CHOICE:
            raise DomainError(
                _("每个选项要有 1 到 %(most)d 个字。") % {"most": LONGEST_CHOICE}, field="choices"
            )
        if _APART.search(value):
            raise DomainError(_("选项“%(value)s”里不能有冒号和顿号。") % {"value": value}, field="choices")
        if value in clean:
            raise DomainError(_("选项“%(value)s”写了两次。") % {"value": value}, field="choices")
        clean[value] = english
    if kind not in CHOSEN:
        if clean:
            raise DomainError(_("只有单选和多选的参数有选项。"), field="choices")
    elif not 2 <= len(clean) <= MOST_CHOICES:
        raise DomainError(
            _("单选和多选要有 2 到 %(most)d 个选项。") % {"most": MOST_CHOICES}, field="choices"
        )
    return [[value, english] for value, english in clean.items()]


def _require_free_name(attribute: CategoryAttribute) -> None:
    """No category may have two of one name, its own or inherited."""
    tree, own = read(), attribute.category_id
    others = CategoryAttribute.objects.filter(name=attribute.name).exclude(pk=attribute.pk).order_by("pk")
    for other in others.select_related("category"):
        if other.category_id in tree.line(own) or own in tree.line(other.category_id):
            raise _name_is_taken(other.category, attribute.name)


def _name_is_taken(category: Category, name: str) -> DomainError:
    return DomainError(
        _("分类“%(category)s”已经有参数“%(name)s”，同一条分类线上不能重名。")
        % {"category": category.name, "name": name},
        field="name",
    )


def _look_again(category_ids: set[int]) -> None:
    """What the drafts of these categories and those below lack by now."""
    tree = read()
    below = {node.pk for pk in category_ids for node in tree.below(tree.by_id[pk])}
    drafts = Product.objects.filter(category__in=below, state=ProductState.DRAFT).order_by("pk")
    listings.note_problems_of(locks.lock(Product, drafts.values_list("pk", flat=True)).values())
