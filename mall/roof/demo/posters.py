"""The campaigns to be on the demo's front page, and their pictures. Nothing of Django here."""

from __future__ import annotations

from dataclasses import dataclass, field

from .drawing import Look
from .drawing.banners import Banner, Stand


@dataclass(frozen=True)
class Plan:
    """A campaign to be: two times in days from the moment of the demo, and where it leads."""

    title: str
    title_en: str
    words: str
    words_en: str
    days: tuple[int, int]
    banner: Banner
    target: dict[str, str] = field(default_factory=dict)


PLANS = (
    Plan(
        "年货先备起来",
        "Ready for the New Year",
        "火腿、香肠、海味，趁早慢慢挑",
        "Ham, sausages and dried seafood, chosen in good time",
        (-6, 24),
        Banner(
            "new year",
            "new_year",
            "f4e2d2",
            "b23a28",
            (
                Stand(Look("crock", "banner crock", "5a3226", "c9a050", "福", "round"), 905, 420, 0.42),
                Stand(Look("gift_box", "banner gift", "a8321f", "e0b45c", "年礼", "tied"), 600, 275, 0.62),
            ),
        ),
        {"category": "cured"},
    ),
    Plan(
        "秋茶上新",
        "The autumn harvest of tea",
        "乌龙、红茶、老白茶，产地写得清楚",
        "Oolong, black and aged white tea, each with its origin",
        (-3, 30),
        Banner(
            "autumn tea",
            "tea_hills",
            "eef0e2",
            "57774c",
            (Stand(Look("gaiwan", "banner gaiwan", "8a7a4a", "b8475a", "秋茶", "leaf"), 560, 300, 0.62),),
        ),
        {"category": "tea"},
    ),
    Plan(
        "景德窑口开窑",
        "Fresh from the kiln",
        "青花、青白釉，一件一样",
        "Blue and white, celadon; no two alike",
        (-10, 12),
        Banner(
            "kiln",
            "kiln_shelves",
            "e6ebec",
            "3f5f78",
            (Stand(Look("vase", "banner vase", "ebebe2", "2f4f7a", "", "jar", "fish"), 640, 165, 0.7),),
        ),
        {"shop": "jingde"},
    ),
    Plan(
        "新米与杂粮",
        "New rice and grain",
        "今年收的，当月碾",
        "This year's harvest, milled this month",
        (-1, 40),
        Banner(
            "new rice",
            "harvest",
            "f5ead0",
            "c9963a",
            (Stand(Look("heap_in", "banner rice", "f0e6cc", "a8622f", "", "grain", "sack"), 590, 235, 0.66),),
        ),
        {"category": "grain"},
    ),
)
BANNERS = tuple(plan.banner for plan in PLANS)
