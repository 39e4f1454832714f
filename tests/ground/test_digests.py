from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mall.digests import canonical, digest_of


def test_the_order_of_keys_does_not_matter():
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})


def test_the_order_of_a_list_does():
    assert digest_of([1, 2]) != digest_of([2, 1])


def test_times_amounts_and_odd_characters_have_a_canonical_form():
    content = {
        "at": datetime(2026, 11, 23, tzinfo=UTC),
        "on": date(2026, 1, 2),
        "n": Decimal("1.50"),
        "s": "\ud800中",
    }

    assert canonical(content) == (
        b'{"at":"2026-11-23T00:00:00+00:00","n":"1.50","on":"2026-01-02","s":"\\ud800\\u4e2d"}'
    )


@pytest.mark.parametrize("content", [object(), {1, 2}, b"bytes"])
def test_what_json_cannot_hold_has_no_digest(content):
    with pytest.raises(TypeError):
        digest_of(content)


def test_not_a_number_has_no_digest():
    with pytest.raises(ValueError, match="not JSON compliant"):
        digest_of(float("nan"))
