"""What a measurement says of itself."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mall.roof.bench.report import Report
from mall.roof.management.commands.bench import benches


@pytest.mark.parametrize(
    ("limit", "measured", "ok"),
    [
        ({"at_least": 10}, 10, True),
        ({"at_least": 10}, 9.9, False),
        ({"at_most": 5}, 5, True),
        ({"at_most": 5}, 5.1, False),
        ({}, 1, True),
    ],
)
def test_a_figure_is_judged_by_its_limit(limit, measured, ok):
    report = Report(lambda words: None)

    report.add("speed", measured, "a minute", **limit)

    assert report.is_ok is ok


def test_a_line_says_limit_measured_and_verdict():
    said = []

    Report(said.append).add("sweep", 12_345, "clocks a minute", at_least=10_000)

    assert said == ["sweep: limit ≥ 10,000 / measured 12,345 clocks a minute / ok"]


def test_only_modules_that_measure_are_benches():
    assert "deadlines" in benches()
    assert not {"report", "scratch"} & set(benches())


def test_an_unknown_bench_is_named_with_those_there_are():
    with pytest.raises(CommandError, match="No bench nonsense"):
        call_command("bench", "nonsense", stdout=StringIO())
