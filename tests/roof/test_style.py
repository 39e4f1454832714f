"""The living style page, which only builders see, and the help page, which everybody does."""

import pytest

from mall.roof import style
from orders import rules


def test_every_colour_is_readable_on_its_ground_in_light_and_dark():
    assert [(pair.ink, pair.ground) for pair in style.contrasts() if not pair.is_enough] == []


@pytest.mark.parametrize(("one", "other", "ratio"), [("000000", "ffffff", 21.0), ("ffffff", "ffffff", 1.0)])
def test_contrast_is_counted_as_the_guidelines_count_it(one, other, ratio):
    assert style.contrast(one, other) == style.contrast(other, one) == ratio


@pytest.mark.django_db
def test_the_style_page_shows_every_token_and_icon(rf):
    html = style.page(rf.get("/style/")).content.decode()

    assert [name for name in style.tokens() if f">{name}" not in html and f"--{name})" not in html] == [
        "sans",
        "serif",
        "mono",
    ]
    assert [name for name in style.icon_names() if f"#{name}" not in html] == []


@pytest.mark.django_db
def test_without_debug_there_is_no_style_page(client):
    assert client.get("/style/").status_code == 404


@pytest.mark.django_db
def test_help_states_the_terms_in_force(client):
    html = client.get("/help/").content.decode()

    assert f"提交后 {rules.PAYMENT_TERM.figure().seconds // 60} 分钟内" in html
    assert f"/rules/#{rules.RECEIPT.id}" in html
