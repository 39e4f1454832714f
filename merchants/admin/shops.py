"""Shops and their members: made and moved through the services; a state is never typed."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminlinks import list_of
from mall.adminpages import ServiceAdmin, StepPage, once
from merchants.models import Demand, Document, Member, Sanction, Shop, ShopState, Violation
from merchants.services import members, shops, vetting
from merchants.states import SHOP

from .demands import AskPage
from .forms import MemberForm, ReasonForm, RoleForm
from .sanctions import ImposePage


class ShopStep(StepPage):
    """A move of the shop's life, with its reason."""

    permission_required = "merchants.change_shop"
    form_class = ReasonForm
    move = ""

    @classmethod
    def is_lawful(cls, obj: Shop) -> bool:
        return SHOP.allows(obj.state, cls.move)


class OpenPage(ShopStep):
    name, path, move = "merchants_shop_open", "<int:pk>/open/", "open"
    label, done = _("开业"), _("店铺已开业。")
    explanation = _("店铺和它通过审核的商品会出现在商城里。")
    form_class = forms.Form

    def act(self, *, actor, obj, data):
        shops.open_shop(actor=actor, shop=obj)


class SuspendPage(ShopStep):
    name, path, move = "merchants_shop_suspend", "<int:pk>/suspend/", "suspend"
    label, done = _("暂停"), _("店铺已暂停，不再接受新订单。")
    explanation = _("立即停止接受新订单，已有订单继续履行。")
    is_grave = True

    def act(self, *, actor, obj, data):
        shops.suspend(actor=actor, shop=obj, reason=data["reason"])


class ResumePage(ShopStep):
    name, path, move = "merchants_shop_resume", "<int:pk>/resume/", "resume"
    label, done = _("恢复"), _("店铺已恢复营业。")
    explanation = _("店铺重新接受新订单。")

    def act(self, *, actor, obj, data):
        shops.resume(actor=actor, shop=obj, reason=data["reason"])


class ClosePage(ShopStep):
    name, path, move = "merchants_shop_close", "<int:pk>/close/", "close"
    label, done = _("关店"), _("店铺已关闭。")
    explanation = _("店铺不再营业，此操作不能撤销；已有订单继续履行。")
    is_grave = True

    def act(self, *, actor, obj, data):
        shops.close(actor=actor, shop=obj, reason=data["reason"])


class BanPage(ShopStep):
    name, path, move = "merchants_shop_ban", "<int:pk>/ban/", "ban"
    label, done = _("永久封禁"), _("店铺已永久封禁。")
    explanation = _("店铺永远不能再开，此操作不能撤销；已有订单继续履行。")
    is_grave = True

    def act(self, *, actor, obj, data):
        shops.ban(actor=actor, shop=obj, reason=data["reason"])


class VerifyPage(ShopStep):
    name, path = "merchants_shop_verify", "<int:pk>/verify/"
    label, done = _("复核资料"), _("已复核，下一个半年开始计时。")
    explanation = _("核对证照、负责人和联系方式是否仍然有效，写明核对了什么。")

    @classmethod
    def is_lawful(cls, obj: Shop) -> bool:
        return obj.state in (ShopState.OPEN, ShopState.SUSPENDED)

    def act(self, *, actor, obj, data):
        vetting.verify_again(actor=actor, shop=obj, note=data["reason"])


class AddMemberPage(StepPage):
    name, path = "merchants_shop_add_member", "<int:pk>/add-member/"
    permission_required = "merchants.add_member"
    label, done = _("添加成员"), _("成员已添加。")
    explanation = _("成员马上可以进入商家中心；店主可以做所有事。")
    form_class = MemberForm

    def act(self, *, actor, obj, data):
        members.add_member(actor=actor, shop=obj, user=data["user"], role=data["role"])


@admin.register(Shop)
class ShopAdmin(ServiceAdmin):
    pages = (OpenPage, SuspendPage, ResumePage, ClosePage, BanPage, VerifyPage)
    pages += (AskPage, ImposePage, AddMemberPage)
    list_display = ("name", "slug", "kind", "state_label", "opened_at")
    list_filter = ("state", "kind")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "kind", "name_en", "intro", "state", "opened_at", "verified_at")
    fields += (
        "reverify_at",
        "closed_categories",
        "supervised_at",
        "daily_orders",
        "reopens_at",
        "created_at",
        "records",
    )
    readonly_fields = ("records",)

    @display(description=_("这家店的记录"))
    def records(self, shop: Shop):
        """Ways to what is kept about the shop, for who may open the lists."""
        ways = (
            (list_of(shop.read_by, model, shop__id__exact=shop.pk), model._meta.verbose_name_plural)
            for model in (Demand, Violation, Sanction, Document)
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', (way for way in ways if way[0])) or "—"

    @display(
        description=_("状态"),
        ordering="state",
        label={
            ShopState.PREPARING: "info",
            ShopState.OPEN: "success",
            ShopState.SUSPENDED: "warning",
            ShopState.CLOSED: "",
            ShopState.BANNED: "danger",
        },
    )
    def state_label(self, shop: Shop):
        return shop.state, shop.get_state_display()


class ChangeRolePage(StepPage):
    name, path = "merchants_member_role", "<int:pk>/role/"
    permission_required = "merchants.change_member"
    label, done = _("改角色"), _("角色已改。")
    form_class = RoleForm

    @classmethod
    def is_lawful(cls, obj: Member) -> bool:
        return not members.is_only_owner(obj)

    def act(self, *, actor, obj, data):
        members.change_role(actor=actor, member=obj, role=data["role"])


class RemoveMemberPage(StepPage):
    name, path = "merchants_member_remove", "<int:pk>/remove/"
    permission_required = "merchants.delete_member"
    label, done = _("移除成员"), _("成员已移除。")
    explanation = _("此人立即不能再进入这家店的商家中心。")
    is_grave = True

    @classmethod
    def is_lawful(cls, obj: Member) -> bool:
        return not members.is_only_owner(obj)

    def act(self, *, actor, obj, data):
        members.remove_member(actor=actor, member=obj)

    def done_url(self):
        return reverse("admin:merchants_member_changelist")


@admin.register(Member)
class MemberAdmin(ServiceAdmin):
    pages = (ChangeRolePage, RemoveMemberPage)
    list_display = ("shop", "user", "role", "joined_at")
    list_filter = ("role",)
    list_select_related = ("shop", "user")
    search_fields = ("shop__name", "shop__slug")
    fields = ("shop", "user", "role", "joined_at", "handing_over")
    readonly_fields = ("handing_over",)

    @display(description=_("交接"))
    @once
    def handing_over(self, member: Member):
        if not members.is_only_owner(member):
            return "—"
        return _("唯一的店主：先在店铺页添加另一位店主，再改角色或移除。")
