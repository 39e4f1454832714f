from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from mall.errors import DomainError
from mall.money import MAX_FEN, FenField, parse_yuan, share, split, yuan
from tests.ground.factories import make_person

amounts = st.integers(min_value=-MAX_FEN, max_value=MAX_FEN)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30)


@given(amounts, weights)
def test_the_parts_of_a_split_sum_to_the_whole(total, over):
    assert sum(split(total, over)) == total


@given(amounts, weights)
def test_no_part_of_a_split_is_a_fen_away_from_its_exact_share(total, over):
    exact_over = over if sum(over) else [1] * len(over)

    parts = split(total, over)

    exact = [Fraction(total * weight, sum(exact_over)) for weight in exact_over]
    assert all(abs(part - fair) < 1 for part, fair in zip(parts, exact, strict=True))


@given(amounts, weights)
def test_the_same_split_is_the_same_again_and_its_negative_the_mirror(total, over):
    assert split(total, over) == split(total, list(over)) == [-part for part in split(-total, over)]


@given(amounts, weights)
def test_who_weighs_nothing_gets_nothing_unless_nobody_weighs_anything(total, over):
    parts = split(total, over)

    assert not sum(over) or all(part == 0 for part, weight in zip(parts, over, strict=True) if weight == 0)


@pytest.mark.parametrize(
    ("total", "over", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (100, [0, 0], [50, 50]),
        (101, [0, 0], [51, 50]),
        (10, [3, 3, 4], [3, 3, 4]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [1, 2], [2, 3]),
        (0, [5, 5], [0, 0]),
    ],
)
def test_the_largest_remainder_gets_the_odd_fen_and_a_tie_goes_to_the_earlier(total, over, parts):
    assert split(total, over) == parts


@pytest.mark.parametrize("over", [[], [1, -1]])
def test_there_is_no_split_over_nothing_or_over_negative_weights(over):
    with pytest.raises(ValueError, match="weights"):
        split(100, over)


@pytest.mark.parametrize(
    ("amount", "basis_points", "part"),
    [
        (10_000, 500, 500),
        (1, 5_000, 1),
        (1, 4_999, 0),
        (-1, 5_000, -1),
        (-1, 4_999, 0),
        (333, 10_000, 333),
        (12_345, 0, 0),
        (MAX_FEN, 10_000, MAX_FEN),
    ],
)
def test_a_share_is_rounded_half_up_and_keeps_the_sign(amount, basis_points, part):
    assert share(amount, basis_points) == part


@given(amounts, st.integers(min_value=0, max_value=10_000))
def test_a_share_is_within_half_a_fen_of_the_exact_one(amount, basis_points):
    assert abs(share(amount, basis_points) - Fraction(amount * basis_points, 10_000)) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("0.01", 1),
        ("128.5", 12_850),
        ("128.50", 12_850),
        (" 12 ", 1_200),
        ("007", 700),
        ("99999999999.99", MAX_FEN - 1),
    ],
)
def test_a_plain_price_is_read_to_the_fen(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "１２",  # full-width
        "١٢",  # Arabic
        "一百",
        "1e9",
        "1_000",
        "1,000",
        "+1",
        "-1",
        "−1",
        "1.",
        ".5",
        "1.005",
        "1 000",
        "1.5.0",
        "0x10",
        "NaN",
        "inf",
        "12元",
        "¥12",
        "12\n",
        "\t12",
        "12\x00",
        "100000000000",
        "9" * 5_000,
    ],
)
def test_anything_else_is_refused_in_words_that_show_it(text):
    with pytest.raises(DomainError, match="请填半角数字") as refusal:
        parse_yuan(text)

    assert len(str(refusal.value)) < 120


@given(st.integers(min_value=0, max_value=MAX_FEN - 1))
def test_what_is_shown_reads_back_as_the_same_amount(fen):
    assert parse_yuan(yuan(fen)) == fen


@pytest.mark.parametrize(("fen", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (12_850, "128.50")])
def test_an_amount_is_shown_with_two_decimals(fen, text):
    assert yuan(fen) == text


@pytest.mark.parametrize(
    "field", [FenField("价"), FenField("差", signed=True, default=0), FenField(null=True)]
)
def test_a_field_is_the_same_after_its_journey_through_a_migration(field):
    _name, path, args, kwargs = field.deconstruct()

    again = FenField(*args, **kwargs)

    assert path == "mall.money.FenField"
    assert again.deconstruct()[1:] == (path, args, kwargs)
    assert (again.signed, again.validators) == (field.signed, field.validators)


@pytest.mark.django_db
def test_the_database_refuses_a_negative_amount_whoever_writes_it():
    from orders.models import Trade

    table = Trade._meta.db_table
    with pytest.raises(IntegrityError, match="total"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (number, buyer_id, state, total, placed_at, pay_by)"
            " VALUES ('T1', %s, 'unpaid', -1, now(), now())",
            [make_person().pk],
        )
