"""The organisation drawn: the committee on top, below it each department with its positions. (C1.1-2)"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from staff.models import Department, Employee, EmployeeState, Seat

WIDTH, INDENT, GAP, PADDING = 360, 28, 14, 12
TITLE, LINE = 22, 19
MOST_LETTERS = 19  # of the width of a Chinese character; what is longer ends in an ellipsis


@dataclass(frozen=True)
class Line:
    text: str
    y: int


@dataclass(frozen=True)
class Box:
    """A box in the drawing's own units; ``anchor`` is the department whose duties the page tells below."""

    title: str
    x: int
    y: int
    height: int
    lines: list[Line] = field(default_factory=list)
    anchor: str = ""

    @property
    def width(self) -> int:
        return WIDTH - self.x - 1

    @property
    def text_x(self) -> int:
        return self.x + PADDING

    @property
    def title_y(self) -> int:
        return self.y + PADDING + TITLE - 7

    @property
    def middle(self) -> int:
        return self.y + PADDING + TITLE // 2


@dataclass(frozen=True)
class Chart:
    boxes: list[Box]
    height: int
    width: int = WIDTH
    trunk: int = INDENT // 2

    @property
    def root(self) -> Box:
        return self.boxes[0]

    @property
    def branches(self) -> list[Box]:
        return self.boxes[1:]


def chart() -> Chart:
    """As it is now, in three queries."""
    seats = [
        f"{seat.title}：{seat.holder.name if seat.holder else _('空缺')}"
        for seat in Seat.objects.select_related("holder")
    ]
    boxes = [_box(_("管理委员会"), seats or [_("还没有设席位")], x=0, y=1)]
    working = Counter(Employee.objects.filter(state=EmployeeState.ACTIVE).values_list("position", flat=True))
    for department in Department.objects.select_related("head").prefetch_related("positions"):
        below = boxes[-1].y + boxes[-1].height + GAP
        lines = _positions(department, working)
        boxes.append(_box(_title(department), lines, x=INDENT, y=below, anchor=department.code))
    return Chart(boxes, boxes[-1].y + boxes[-1].height + 1)


def _title(department: Department) -> str:
    head = department.head.name if department.head else _("负责人空缺")
    return f"{department.title} · {head}"


def _positions(department: Department, working: Counter) -> list[str]:
    return [f"{position.title} · {working[position.pk]}" for position in department.positions.all()]


def _box(title: str, lines: list[str], *, x: int, y: int, anchor: str = "") -> Box:
    first = y + PADDING + TITLE + LINE - 7
    return Box(
        _short(title),
        x,
        y,
        PADDING * 2 + TITLE + LINE * len(lines),
        [Line(_short(text), first + n * LINE) for n, text in enumerate(lines)],
        anchor,
    )


def _short(text: str) -> str:
    width = 0.0
    for n, letter in enumerate(text):
        width += 1 if ord(letter) > 0x2E7F else 0.55
        if width > MOST_LETTERS:
            return f"{text[:n]}…"
    return text
