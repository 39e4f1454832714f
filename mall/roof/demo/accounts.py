"""Who can sign in to the demo mall, as data; and the list of it for the terminal. Nothing of Django here."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

PASSWORD = "demo-mall-2026"  # noqa: S105 - published on purpose: the demo refuses to run anywhere real
DOMAIN = "demo.example"


def email(sign_in: str) -> str:
    return f"{sign_in}@{DOMAIN}"


@dataclass(frozen=True)
class Shopper:
    sign_in: str
    name: str
    phone: str
    division: str
    street: str
    locale: str = ""


SHOPPERS = (
    Shopper("lin", "林夏", "13800000001", "310106", "南京西路 1234 弄 5 号 602 室"),
    Shopper("zhou", "周明远", "13800000002", "440305", "科苑路 88 号 3 栋 1106"),
    Shopper("song", "宋知微", "13800000003", "510104", "青石桥南街 21 号 2 单元 401"),
    Shopper("emma", "Emma Reed", "13800000004", "110105", "工人体育场北路 66 号 8 层", locale="en"),
)


@dataclass(frozen=True)
class Worker:
    """An employee. ``hours`` from the moment of the demo, when the present shift starts; None has none."""

    sign_in: str
    number: str
    name: str
    department: str
    title: str
    role: str
    superior: str = "manager"
    heads: bool = False
    hours: int | None = -3

    @property
    def totp_secret(self) -> str:
        """Always the same for the same person, so that an authenticator app survives a new demo."""
        digest = hashlib.sha256(f"demo second factor {self.sign_in}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()


DEPARTMENTS = (
    ("office", "总经理办公室", "General management"),
    ("service", "客户服务部", "Customer service"),
    ("marketing", "市场部", "Marketing"),
    ("warehouse", "仓储部", "Warehouse"),
    ("catalogue", "商品部", "Catalogue"),
    ("merchants", "招商部", "Merchant relations"),
    ("finance", "财务部", "Finance"),
    ("people", "人事部", "Human resources"),
    ("technology", "技术部", "Technology"),
)

STAFF = (
    Worker("manager", "E001", "陆承远", "office", "总经理", "general_manager", "", heads=True),
    Worker("service-head", "E010", "何静宜", "service", "客服部经理", "department_head", heads=True),
    Worker("service", "E011", "方小满", "service", "客服专员", "customer_service", "service-head"),
    Worker("night", "E012", "贺一帆", "service", "夜班客服", "customer_service", "service-head", hours=5),
    Worker(
        "newcomer", "E013", "余新到", "service", "客服专员", "customer_service", "service-head", hours=None
    ),
    Worker("agent-gao", "E014", "高见月", "service", "客服专员", "customer_service", "service-head"),
    Worker("agent-wen", "E015", "温如许", "service", "客服专员", "customer_service", "service-head"),
    Worker("agent-lu", "E016", "卢一鸣", "service", "客服专员", "customer_service", "service-head"),
    Worker("agent-jiang", "E017", "蒋可心", "service", "客服专员", "customer_service", "service-head"),
    Worker("marketing", "E020", "秦若溪", "marketing", "市场部负责人", "marketing_head", heads=True),
    Worker("warehouse-head", "E030", "石大川", "warehouse", "仓储部经理", "department_head", heads=True),
    Worker("storekeeper", "E031", "梁库平", "warehouse", "仓管员", "storekeeper", "warehouse-head"),
    Worker("handler", "E032", "丁快手", "warehouse", "理货员", "handler", "warehouse-head"),
    Worker("reviewer", "E040", "苏审言", "catalogue", "商品审核员", "catalogue_reviewer", heads=True),
    Worker("merchants", "E050", "江联和", "merchants", "商家经理", "merchant_manager", heads=True),
    Worker("approver", "E051", "柳再核", "merchants", "商家经理", "merchant_manager", "merchants"),
    Worker("finance", "E060", "钱清算", "finance", "会计", "finance", heads=True),
    Worker("cashier", "E061", "程复核", "finance", "出纳", "finance", "finance"),
    Worker("hr", "E070", "严识人", "people", "人事专员", "hr", heads=True),
    Worker("guard", "E071", "关守正", "people", "安保与前台", "security", "hr"),
    Worker("tech", "E080", "段明码", "technology", "技术总监", "department_head", heads=True),
    Worker("payroll", "E072", "祝分明", "people", "薪酬专员", "payroll", "hr"),
    Worker("payroll-check", "E073", "毕相符", "people", "薪酬专员", "payroll", "hr"),
)

MERCHANTS = (("chen", "岩下茶社"), ("yang", "云岭山货"))
# Whom the terminal names: one of each role.
NAMED_STAFF = (
    ("General manager", "manager"),
    ("Department head", "service-head"),
    ("Customer service", "service"),
    ("Marketing head", "marketing"),
    ("Storekeeper", "storekeeper"),
    ("Handler", "handler"),
    ("Catalogue reviewer", "reviewer"),
    ("Merchant manager", "merchants"),
    ("Merchant manager, second signature", "approver"),
    ("Finance", "finance"),
    ("Finance, second signature", "cashier"),
    ("HR", "hr"),
    ("Security and front desk", "guard"),
    ("Payroll", "payroll"),
    ("Payroll, second signature", "payroll-check"),
)


def accounts_text(url: str) -> str:
    """The demo's accounts for the terminal; ``url`` is the mall's address and ends with a slash."""
    rows = [("Shopper", email(SHOPPERS[0].sign_in)), ("Shopper, in English", email(SHOPPERS[3].sign_in))]
    rows += [(f"Merchant, {shop}", email(sign_in)) for sign_in, shop in MERCHANTS]
    rows += [(role, email(sign_in)) for role, sign_in in NAMED_STAFF]
    wide = max(_columns(who) for who, _sign_in in rows)
    return "\n".join(
        [
            f"  Demo accounts, password of all: {PASSWORD}",
            *(f"    {who}{' ' * (wide - _columns(who))}  {sign_in}" for who, sign_in in rows),
            f"  Codes by SMS, e-mail and authenticator are shown at {url}dev/inbox/",
        ]
    )


def _columns(text: str) -> int:
    """How wide a terminal shows ``text``: a Chinese character takes two columns."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
