"""Ways to reach a shop elsewhere, as people hide them; and words that only look like it. (D6.3)"""

import pytest

from mall.errors import DomainError
from merchants.contact_data import found_in, require_no_way_out, require_sendable

HIDDEN = """
微信：abc12345 | 薇 信 abc12345 | v信 hello99 | VX:tea_shop | ＶＸ：ｔｅａ１２３４５
加我微信详聊 | 微信同号 | 手机即微信
一三八零零一三八零零零 | 幺三八 零零幺 三八零零零 | 1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣ | ①③⑧⓪⓪①③⑧⓪⓪⓪ | 138 0013-8000
qq一二三四五六 | Q Q 1 2 3 4 5 6 | wx t e a 1 2 3 | 扫码加群 | www.tea.cn
400-800-1234 | 0571-88881234 | 加V 领券
wechat: hupan88 | 扣扣 87654321 | 加微聊 | 壹叁捌零零壹叁捌零零零
"""
HARMLESS = """
微信支付 | 支持微信扫码支付 | 加微量元素 | 微辣 | 加维生素C | 高山绿茶 250g 一罐
二零二六年新茶 | W x D x H 30x20x10 | qq糖 100g
加热三分钟 | 第一三五七九号 | VX-2 型号机 | 货号 20261126001
订单 T2026112600012345 | 一二三四五六七八九十 | 海拔一千三百八十米
"""


def each(table: str) -> list[str]:
    return [words.strip() for line in table.strip().splitlines() for words in line.split("|")]


@pytest.mark.rule("D6.3")
def test_numbers_names_links_and_codes_are_found_however_they_are_hidden_and_plain_words_are_not():
    assert [words for words in each(HIDDEN) if not found_in(words)] == []
    assert [(words, found_in(words)) for words in each(HARMLESS) if found_in(words)] == []


@pytest.mark.rule("D6.3")
def test_a_message_that_tells_one_is_refused_by_the_clause_and_another_may_go():
    with pytest.raises(DomainError) as refused:
        require_sendable("加我微信 tea12345，便宜些")

    assert (refused.value.clause, refused.value.field) == ("D6.3", "text")
    require_sendable("今天下午发货，请放心")


@pytest.mark.rule("D6.3")
@pytest.mark.parametrize(
    ("code", "is_refused"),
    [
        ("https://u.wechat.com/EAbcDefGhiJkl", True),
        ("weixin://dl/chat?abc", True),
        (" WXP://f2f0abcdef", True),
        ("BEGIN:VCARD\nN:王\nTEL:057188881234\nEND:VCARD", True),
        ("加微信 tea12345", True),
        ("13800138000", True),
        ("{mall}.elsewhere.cn/", True),
        ("{mall}/s/hupan/", False),
        ("批号 20261103", False),
        ("SN:06901234567892", False),
    ],
)
def test_a_code_may_number_goods_or_lead_to_a_page_of_the_mall_and_nowhere_else(settings, code, is_refused):
    codes = ["批号 1", code.format(mall=settings.SITE_URL)]

    if is_refused:
        with pytest.raises(DomainError, match="通向站外的二维码"):
            require_no_way_out(codes)
    else:
        require_no_way_out(codes)
