"""What is found first for what people type, over a fixed set of goods."""

import pytest
from django.urls import reverse

from catalog import search
from catalog.models import Category, Product, ProductState
from tests.merchants.factories import make_shop

from .goods_to_find import GOODS

pytestmark = pytest.mark.django_db

# Typed → what has to come first, in this order; further hits may follow.
TABLE = {
    # two characters
    "龙井": ["西湖龙井 明前特级"],
    "白茶": ["老白茶饼 2016", "安吉白茶 雨前"],
    "火腿": ["金华火腿 上方", "宣威火腿"],
    "腊肉": ["湖南腊肉 柴火熏"],
    "木耳": ["东北黑木耳 秋耳"],
    "陈皮": ["新会陈皮 十年"],
    "豆瓣": ["郫县豆瓣 三年晒"],
    "大枣": ["和田大枣 六星"],
    "红枣": ["和田大枣 六星"],
    "宣纸": ["泾县宣纸 四尺"],
    "端砚": ["端砚 老坑"],
    "桂花": ["桂花糕"],
    "小米": ["沁州黄小米"],
    "银耳": ["古田银耳"],
    "香醋": ["镇江香醋"],
    # one character, and a whole name
    "扇": ["王星记檀香扇"],
    "藤椒油": ["藤椒油"],
    "柳州螺蛳粉": ["柳州螺蛳粉"],
    "普洱熟茶七子饼": ["普洱熟茶 七子饼"],
    # letters and digits
    "mate60": ["手机 Mate60 Pro"],
    "mate 60": ["手机 Mate60 Pro"],
    "MATE60PRO": ["手机 Mate60 Pro"],
    "ｍａｔｅ６０": ["手机 Mate60 Pro"],
    "type-c": ["Type-C 充电线 100W"],
    "typec 充电": [],
    "100w": ["Type-C 充电线 100W"],
    "2016 白茶": ["老白茶饼 2016"],
    "huawei": ["手机 Mate60 Pro"],
    # pinyin, whole and begun
    "longjing": ["西湖龙井 明前特级"],
    "xihulongjing": ["西湖龙井 明前特级"],
    "xi hu long jing": ["西湖龙井 明前特级"],
    "tieguanyin": ["安溪铁观音 清香型"],
    "tieguan": ["安溪铁观音 清香型"],
    "luosifen": ["柳州螺蛳粉"],
    "huotui": ["金华火腿 上方", "宣威火腿"],
    "chongqing xiaomian": ["重庆小面 麻辣"],
    "zishahu": ["宜兴紫砂壶 西施"],
    "doubanjiang": [],
    "chenpi": ["新会陈皮 十年"],
    "wuchang": ["五常大米 稻花香"],
    "PuEr": ["普洱熟茶 七子饼"],
    # initials
    "xhlj": ["西湖龙井 明前特级"],
    "tgy": ["安溪铁观音 清香型"],
    "dhp": ["武夷大红袍"],
    "lzlsf": ["柳州螺蛳粉"],
    "jhht": ["金华火腿 上方"],
    "pxdb": ["郫县豆瓣 三年晒"],
    # wrong spacing
    "龙 井": ["西湖龙井 明前特级"],
    "西湖 龙 井": ["西湖龙井 明前特级"],
    "黑 木耳": ["东北黑木耳 秋耳"],
    "老白 茶饼": ["老白茶饼 2016"],
    "花椒　正路": ["汉源花椒 正路"],
    # other order
    "特级 龙井": ["西湖龙井 明前特级"],
    "礼盒 红茶": ["祁门红茶 礼盒"],
    # traditional
    "龍井": ["西湖龙井 明前特级"],
    "鐵觀音": ["安溪铁观音 清香型"],
    "陳醋": ["山西老陈醋 五年"],
    "臘腸": ["广式腊肠 七分瘦"],
    "蠶絲被": ["桑蚕丝被 双人"],
    "蘭州拉麵": [],
    "蘭州牛肉拉麵": ["兰州牛肉拉面"],
    "紫砂壺": ["宜兴紫砂壶 西施"],
    "湖筆": ["善琏湖笔 兼毫"],
    "雙面 蘇繡": ["苏绣双面屏风"],
    # brand, origin, category, keyword, code
    "狮峰": ["西湖龙井 明前特级"],
    "清溪椒行": ["汉源花椒 正路"],
    "长白山 蜂蜜": ["长白山椴树蜜"],
    "新疆": ["和田大枣 六星", "巴旦木 奶香"],
    "浙江 笋干": ["天目山笋干"],
    "茶器": ["景德镇青花盖碗", "龙泉青瓷茶杯", "宜兴紫砂壶 西施"],
    "岩茶": ["武夷大红袍"],
    "菊花茶": ["杭白菊 胎菊"],
    "数据线": ["Type-C 充电线 100W"],
    "1006013": ["西湖龙井 明前特级"],
    "1006": ["西湖龙井 明前特级"],
    "g-003": ["柳州螺蛳粉"],
    "green tea": ["西湖龙井 明前特级"],
}
# Nothing says these; what sounds like them, or has most of their words, is shown instead.
NEAR = {
    "龙警": "西湖龙井 明前特级",
    "螺丝粉": "柳州螺蛳粉",
    "铁关音": "安溪铁观音 清香型",
    "花胶正路": "汉源花椒 正路",
    "顶级龙井茶叶大礼包": "西湖龙井 明前特级",
    "东北木耳王": "东北黑木耳 秋耳",
    "顶级西湖龙井茶叶": "西湖龙井 明前特级",
    "蘭州拉麵": "兰州牛肉拉面",
    "typec充电线": "Type-C 充电线 100W",
}


@pytest.fixture
def goods():
    shop = make_shop()
    shelves: dict[str, Category] = {}
    products = []
    for name, brand, origin, first, second, code, sold, keywords in GOODS:
        above = shelves.get(first) or Category.objects.create(name=first, slug=first)
        shelves[first] = above
        if second not in shelves:
            english = "Green tea" if second == "绿茶" else ""
            shelves[second] = Category.objects.create(name=second, slug=second, parent=above, name_en=english)
        product = Product(
            shop=shop,
            category=shelves[second],
            code=code,
            name=name,
            brand=brand,
            origin=origin,
            keywords=keywords,
            sales_count=sold,
            state=ProductState.ON_SALE,
        )
        search.describe(product)
        products.append(product)
    Product.objects.bulk_create(products)


def first_found(client, query: str, *, at_most: int) -> list[str]:
    page = client.get(reverse("catalog:search"), {"q": query}).context
    return [] if page.get("alike") else [product.name for product in page["page"]][:at_most]


def test_what_people_type_finds_what_they_mean_first(client, goods):
    found = {query: first_found(client, query, at_most=len(names) or 1) for query, names in TABLE.items()}

    assert len(TABLE) >= 60
    assert {query: names for query, names in found.items() if names != TABLE[query]} == {}


def test_where_nothing_was_found_the_nearest_is_shown(client, goods):
    found = {}
    for query in NEAR:
        page = client.get(reverse("catalog:search"), {"q": query}).context
        near = list(page["page"]) if page.get("alike") else page["near"]
        found[query] = near[0].name if near else None

    assert found == NEAR
