"""What a merchant types into a listing."""

from __future__ import annotations

import re

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, Category, Product
from catalog.services import prices, stock
from mall.errors import DomainError
from mall.money import parse_yuan, yuan

_PAIR = re.compile(r"\s*([^:：]+?)\s*[:：]\s*(.+?)\s*")


class TypedField(forms.Field):
    """A value that is typed as text and means something else; None where it was left empty."""

    attrs: dict[str, str] = {}

    def __init__(self, **kwargs):
        attrs = {"autocomplete": "off", "maxlength": "20", **self.attrs}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def parse(self, text: str) -> int:
        raise NotImplementedError

    def to_python(self, value):
        text = str(value or "").strip()
        try:
            return self.parse(text) if text else None
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class YuanField(TypedField):
    """An amount typed in yuan; its value is fen."""

    attrs = {"inputmode": "decimal", "size": "9"}

    def prepare_value(self, value):
        return yuan(value) if isinstance(value, int) else value

    def parse(self, text):
        return parse_yuan(text)


class PiecesField(TypedField):
    """A count of pieces in plain digits."""

    attrs = {"inputmode": "numeric", "size": "6"}

    def parse(self, text):
        if not re.fullmatch(r"\d{1,7}", text, re.ASCII):
            raise DomainError(_("请填 0 到 %(most)d 的半角整数。") % {"most": stock.MOST_PIECES})
        return int(text)


class PairsField(forms.CharField):
    """Lines of “name：value”; the value is a list of pairs in their order."""

    widget = forms.Textarea

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{name}：{text}".replace("\n", " ") for name, text in value)
        return value

    def to_python(self, value):
        pairs = []
        for number, line in enumerate(super().to_python(value).splitlines(), start=1):
            if not line.strip():
                continue
            match = _PAIR.fullmatch(line)
            if match is None:
                raise forms.ValidationError(
                    _("第 %(n)d 行要写成“名称：值”，例如“材质：纯棉”。") % {"n": number}
                )
            pairs.append((match[1], match[2]))
        return pairs


class LeafCategoryField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        leaves = Category.objects.filter(children=None).select_related("parent")
        super().__init__(
            queryset=leaves.order_by("parent__position", "parent_id", "position", "id"), **kwargs
        )

    def label_from_instance(self, obj):
        return f"{obj.parent.title} / {obj.title}" if obj.parent else obj.title


class ContentForm(forms.Form):
    """The words of a listing: what a reviewer reads."""

    name = forms.CharField(label=_("商品名称"), max_length=120)
    subtitle = forms.CharField(label=_("简介"), max_length=200, required=False)
    category = LeafCategoryField(label=_("分类"), required=False, empty_label=_("请选择"))
    brand = forms.CharField(label=_("品牌"), max_length=60, required=False)
    origin = forms.CharField(
        label=_("产地"), max_length=60, required=False, help_text=_("提交审核前必须填写，例如“浙江杭州”。")
    )
    unit = forms.CharField(label=_("单位"), max_length=10, initial="件")
    keywords = forms.CharField(
        label=_("关键词"), max_length=200, required=False, help_text=_("顾客可能用来搜索的词，用空格分开。")
    )
    attributes = PairsField(
        label=_("参数"), required=False, max_length=20_000, help_text=_("每行一项，写成“名称：值”。")
    )
    description = forms.CharField(
        label=_("详情"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )

    @classmethod
    def initial_of(cls, product: Product) -> dict:
        return {name: getattr(product, name) for name in cls.base_fields}


class NewListingForm(ContentForm):
    """A new listing, with its code where the merchant has one."""

    field_order = ("name", "code")
    code = forms.CharField(
        label=_("商品编号"), max_length=40, required=False, help_text=_("不填则自动编号。保存后不能改。")
    )


class SkuForm(forms.Form):
    """A new spec of a listing."""

    spec = PairsField(
        label=_("规格"), max_length=600, help_text=_("每行一项，写成“名称：值”，例如“颜色：红色”。")
    )
    price = YuanField(label=_("售价（元）"))
    list_price = YuanField(label=_("划线价（元）"), required=False)
    on_hand = PiecesField(label=_("库存"))
    code = forms.CharField(
        label=_("SKU 编号"), max_length=60, required=False, help_text=_("不填则自动编号。")
    )

    def clean_spec(self):
        names = [name for name, _value in self.cleaned_data["spec"]]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("同一个规格名称写了两次。"))
        return dict(self.cleaned_data["spec"])

    def __init__(self, *args, spec_names: list[str] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["spec"].widget.attrs["rows"] = 3
        if spec_names:
            self.fields["spec"].initial = "\n".join(f"{name}：" for name in spec_names)


class GridLineForm(forms.Form):
    """A SKU's price and count in the grid. The count shown travels along: only a change is booked."""

    sku = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    price = YuanField(label=_("售价（元）"))
    list_price = YuanField(label=_("划线价（元）"), required=False)
    on_hand = PiecesField(label=_("库存"))
    shown_on_hand = forms.IntegerField(widget=forms.HiddenInput, min_value=-(2**31), max_value=2**31 - 1)

    def clean(self):
        clean = super().clean() or {}
        if clean.get("price") is not None:
            try:
                prices.check(clean["price"], clean.get("list_price"))
            except DomainError as error:
                self.add_error(error.field, forms.ValidationError(error.message))
        return clean

    def line(self) -> dict:
        clean = self.cleaned_data
        counted = clean["on_hand"] != clean["shown_on_hand"]
        return {
            "sku_id": clean["sku"],
            "price": clean["price"],
            "list_price": clean["list_price"],
            "on_hand": clean["on_hand"] if counted else None,
            "shown_on_hand": clean["shown_on_hand"],
        }

    def show_anew(self, on_hand: int) -> None:
        """Take the present count for the one that was shown, and for the one to fill in again."""
        self.data = self.data.copy()
        for name in ("on_hand", "shown_on_hand"):
            self.data[self.add_prefix(name)] = str(on_hand)


GridFormSet = formset_factory(GridLineForm, extra=0, max_num=200, absolute_max=200)


def grid_initial(skus: list[SKU]) -> list[dict]:
    """What the grid shows of ``skus``."""
    return [
        {
            "sku": sku.pk,
            "price": sku.price,
            "list_price": sku.list_price,
            "on_hand": sku.stock.on_hand,
            "shown_on_hand": sku.stock.on_hand,
        }
        for sku in skus
    ]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("库存变动原因"),
        max_length=200,
        required=False,
        help_text=_("改了库存才要填，例如“到货 50 件”“盘点”。"),
    )


class PictureForm(forms.Form):
    upload = forms.FileField(label=_("添加图片"), help_text=_("JPEG、PNG 或 WebP，短边至少 400 像素。"))
