"""The agreement that a merchant signs before a shop is approved: its text, its version, its hash. (F4)

The Chinese text is the one that is signed, whatever language it was read in. Whoever changes a word of it
raises ``VERSION``; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mall.digests import digest_of
from mall.rulebook.rule import Rule

from . import rules

VERSION = "2026-1"


@dataclass(frozen=True)
class Article:
    """A duty, with the clause of the rulebook that it stands for."""

    rule: Rule
    title: object
    text: object


ARTICLES = (
    Article(
        rules.SCOPE,
        _("依据与适用"),
        _(
            "本协议依据电子商务法、消费者权益保护法和商城规则订立，适用于在商城开店的所有商户；规则修订按公示的时间生效，不同意的可以按原规则退出。"
        ),
    ),
    Article(
        rules.CURRENT_RULES,
        _("遵守现行规则，提供真实资料"),
        _(
            "我已阅读商城现行规则并承诺遵守。我提交的主体、负责人和资质资料真实、有效；发布虚假信息或欺诈，按违规处理。"
        ),
    ),
    Article(
        rules.LAWFUL_CONDUCT,
        _("公平竞争"),
        _("不以不正当手段竞争，不诋毁同行，不刷单、不串货，不扰乱市场秩序。"),
    ),
    Article(
        rules.LAWFUL_TRADE,
        _("守法经营、如实描述、质量可靠"),
        _(
            "依法取得许可后经营；如实标明商品信息和价格；商品符合国家质量要求，不卖假冒、过期、侵权的商品，依法承担退换货和售后责任。"
        ),
    ),
    Article(
        rules.REPUTATION,
        _("爱护名誉"),
        _("不损害商城、其他商户和消费者的名誉与合法权益。"),
    ),
    Article(
        rules.PERMITS,
        _("证照有效"),
        _("证照、许可和检验报告到期前更新；到期未更新的，需要它的商品停止销售。"),
    ),
    Article(
        rules.BANNED,
        _("违规与处理"),
        _(
            "违规的，商城按规则采取警告、限期整改、限制或暂停销售、解除协议直至永久封禁等措施；我会收到通知，可以陈述和申诉。永久封禁及于执照、负责人和收款账户。"
        ),
    ),
)


@cache
def digest() -> str:
    """The hash of the text that is signed."""
    with translation.override("zh-hans"):
        return digest_of(
            [VERSION, [[article.rule.id, str(article.title), str(article.text)] for article in ARTICLES]]
        )
