"""What categories ask of their goods: inherited, checked before a listing is submitted, kept by reviewers."""

import pytest
from django.urls import reverse
from django.utils import translation

from catalog import attributes
from catalog.models import CategoryAttribute, Product
from catalog.services import attributes as services
from catalog.services import listings
from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from tests.merchants.factories import enter_admin, make_staff_with

from .factories import make_category, make_draft, make_leaf

pytestmark = pytest.mark.django_db

COLOURS = [["红", "Red"], ["蓝", "Blue"]]


def make_attribute(category, name="材质", **over) -> CategoryAttribute:
    return services.save_attribute(
        actor=None, attribute=CategoryAttribute(category=category, name=name, **over)
    )


def names(category) -> list[str]:
    return [attribute.name for attribute in attributes.of(category)]


def test_a_category_has_what_those_above_it_have_topmost_first():
    leaf = make_leaf()
    make_attribute(leaf, "产季", position=0)
    make_attribute(leaf.parent, "保质期", position=9)
    make_attribute(make_leaf(), "别处")

    assert names(leaf) == ["保质期", "产季"]
    assert [a.name for a in attributes.by_category()[leaf.pk]] == ["保质期", "产季"]
    assert names(leaf.parent) == ["保质期"]
    assert names(None) == []


def test_what_a_category_asks_is_read_in_two_queries_however_many_there_are(django_assert_num_queries):
    for _ in range(5):
        make_attribute(make_leaf(), "材质")

    with django_assert_num_queries(2):
        attributes.by_category()


@pytest.mark.rule("B5.2")
def test_a_listing_without_a_required_attribute_is_not_submitted_and_the_words_name_it():
    leaf = make_leaf()
    make_attribute(leaf.parent, "材质", is_required=True)
    make_attribute(leaf, "清洗")
    product = make_draft(category=leaf, attributes=[("净含量", "250 克")])
    assert product.problems == ["attribute:材质"]

    with pytest.raises(RuleError, match="还不能提交审核：缺少参数“材质”。"):
        listings.submit(actor=None, product=product)

    listings.edit(actor=None, product=product, attributes=[("材质", "白瓷")])
    assert listings.submit(actor=None, product=product).state == "submitted"


def test_drafts_say_at_once_what_a_category_has_begun_to_ask():
    leaf = make_leaf()
    draft = make_draft(category=leaf)

    attribute = make_attribute(leaf.parent, "材质", is_required=True)
    assert Product.objects.get(pk=draft.pk).problems == ["attribute:材质"]

    services.remove_attribute(actor=None, attribute=attribute)
    assert Product.objects.get(pk=draft.pk).problems == []
    verbs = Act.objects.filter(verb__startswith="attribute.").order_by("pk").values_list("verb", "data")
    assert list(verbs) == [
        ("attribute.create", {"category": leaf.parent.pk, "name": "材质"}),
        ("attribute.remove", {"category": leaf.parent.pk, "name": "材质"}),
    ]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": " \u200b"}, "name"),
        ({"name": "材：质"}, "name"),
        ({"name": "材" * 41}, "name"),
        ({"name": "保质期"}, "name"),
        ({"name": "产季"}, "name"),
        ({"kind": "colour"}, "kind"),
        ({"unit": "克"}, "unit"),
        ({"is_facet": True}, "is_facet"),
        ({"choices": COLOURS}, "choices"),
        ({"kind": "choice"}, "choices"),
        ({"kind": "choice", "choices": [["红", ""], ["红 ", ""]]}, "choices"),
        ({"kind": "multi", "choices": [["红", ""], ["红、蓝", ""]]}, "choices"),
        ({"kind": "multi", "choices": [["红", ""], ["红" * 41, ""]]}, "choices"),
    ],
)
def test_an_attribute_that_cannot_be_is_refused_at_its_field(over, field):
    leaf = make_leaf()
    middle = leaf.parent
    make_attribute(middle, "保质期")
    make_attribute(make_category(parent=middle), "别的叶子")
    make_attribute(leaf, "产季")
    below = {"产季": middle}.get(over.get("name", ""), leaf)

    with pytest.raises(DomainError) as refused:
        make_attribute(below, **{"name": "材质", **over})

    assert refused.value.field == field
    assert CategoryAttribute.objects.filter(name="材质").count() == 0


def test_a_reviewer_writes_choices_in_both_languages_changes_them_and_takes_the_attribute_away(client):
    verbs = [f"{verb}_categoryattribute" for verb in ("view", "add", "change")]
    enter_admin(client, make_staff_with(*verbs, "view_category"))
    typed = {
        "category": make_leaf().pk,
        "name": "颜色",
        "name_en": "Colour",
        "kind": "choice",
        "choices": "红 = Red\n\n蓝=Blue",
        "is_facet": "on",
        "position": "1",
    }

    client.post(reverse("admin:catalog_categoryattribute_add"), typed)
    attribute = CategoryAttribute.objects.get()
    assert (attribute.choices, attribute.is_facet, attribute.is_required) == (COLOURS, True, False)

    change = reverse("admin:catalog_categoryattribute_change", args=[attribute.pk])
    assert "红 = Red\n蓝 = Blue" in client.get(change).content.decode()
    refused = client.post(change, {**typed, "choices": "红 = Red"})
    assert (refused.status_code, list(refused.context["adminform"].form.errors)) == (409, ["choices"])
    client.post(change, {**typed, "choices": "红 = Red\n绿 = Green"})
    attribute.refresh_from_db()
    assert attribute.choices == [["红", "Red"], ["绿", "Green"]]

    client.post(reverse("admin:catalog_categoryattribute_remove", args=[attribute.pk]))
    assert CategoryAttribute.objects.count() == 0


def test_names_and_choices_are_read_in_the_readers_language():
    attribute = make_attribute(make_leaf(), "颜色", name_en="Colour", kind="choice", choices=COLOURS)

    with translation.override("en"):
        assert (attribute.label, attribute.choice_label("红"), attribute.choice_label("紫")) == (
            "Colour",
            "Red",
            "紫",
        )
    with translation.override("zh-hans"):
        assert (attribute.label, attribute.choice_label("红")) == ("颜色", "红")
