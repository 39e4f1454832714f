"""The category tree. Its words are part of what goods are found by."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import search, wording, words
from catalog.models import Category, Product
from catalog.tree import read
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError

DEEPEST = 4


def hold_tree() -> None:
    """Let one service at a time change the tree, so that no two moves make a ring of it. Before any row."""
    locks.alone("catalog.categories")


@locks.service
def save_category(*, actor, category: Category) -> Category:
    """Add a category, or rename or move one; its goods are found by the new words at once.

    Raises DomainError where it would sit below itself or too deep, where its parent holds goods itself,
    for a name with a slash, and for a name or address that is taken.
    """
    hold_tree()
    _require_place(category)
    is_new = category.pk is None
    category.name = wording.one_line(category.name)
    # Sheets part levels by it: 茶/咖啡 would be 咖啡 below 茶.
    if "/" in category.name or "／" in category.name:
        raise DomainError(_("分类名称里不能有斜杠，表格用它分开各级；请写成“茶与咖啡”。"), field="name")
    try:
        category.save()
    except IntegrityError as error:
        raise DomainError(_("同一级里已有这个名称，或网址名已被占用，请换一个。"), field="name") from error
    record(actor=actor, verb="category.create" if is_new else "category.edit", subject=category)
    if not is_new:
        goods = Product.objects.filter(Q(category=category) | Q(category__parent=category))
        locks.lock(Product, goods.values_list("pk", flat=True))
        search.index(goods.select_related("category__parent").iterator(chunk_size=500))
    return category


def _require_place(category: Category) -> None:
    # Read now and not from the object: somebody may have moved what it hangs on.
    parents = {node.pk: node.parent_id for node in read().by_id.values()}
    depth, above = 1, category.parent_id
    while above is not None:
        depth += 1
        if above == category.pk or depth > DEEPEST:
            raise DomainError(
                _("分类不能放在自己下面，也不能超过 %(most)d 层。") % {"most": DEEPEST}, field="parent"
            )
        above = parents.get(above)
    if category.parent and category.parent.products.exists():
        raise DomainError(_("上级分类里已有商品；商品只能挂在末级分类，请先移走。"), field="parent")


@locks.service
def ensure_paths(*, actor, paths: Collection[tuple[str, ...]]) -> dict[tuple[str, ...], Category]:
    """The category at the end of each path of names, created with those above it where it is missing."""
    found: dict[tuple[str, ...], Category] = {}
    if paths:
        hold_tree()
    for path in sorted(set(paths)):
        node = None
        for name in path:
            node = _child(actor, node, name)
        if node is not None:
            found[path] = node
    return found


def _child(actor, parent: Category | None, name: str) -> Category:
    known = Category.objects.filter(parent=parent, name=name).first()
    if known:
        known.parent = parent
        return known
    last = Category.objects.filter(parent=parent).count()
    slug = _free_slug(name if parent is None else f"{parent.name}-{name}")
    return save_category(actor=actor, category=Category(parent=parent, name=name, slug=slug, position=last))


def _free_slug(name: str) -> str:
    base = "-".join(words.slug_words(name))[:50] or "c"
    slug, n = base, 2
    while Category.objects.filter(slug=slug).exists():
        slug, n = f"{base}-{n}", n + 1
    return slug
