"""The campaigns of the front page."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Campaign
from catalog.services import campaigns
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage

FIELDS = (
    "title",
    "title_en",
    "words",
    "words_en",
    "category",
    "product",
    "shop",
    "query",
    "starts_at",
    "ends_at",
    "position",
)


class EndPage(StepPage):
    name, path = "catalog_campaign_end", "<int:pk>/end/"
    permission_required = "catalog.change_campaign"
    label, done = _("立即结束"), _("活动已从首页撤下。")
    explanation = _("首页马上不再显示这个活动；以后可以改时间再上。")
    is_grave = True

    @classmethod
    def is_lawful(cls, obj: Campaign) -> bool:
        return obj.starts_at < timezone.now() < obj.ends_at

    def act(self, *, actor, obj, data):
        campaigns.end(actor=actor, campaign=obj)


@admin.register(Campaign)
class CampaignAdmin(ServiceAdmin):
    pages = (EndPage,)
    list_display = ("title", "leads_to", "starts_at", "ends_at", "position", "state_label", "created_by")
    list_select_related = ("category", "shop", "created_by")
    search_fields = ("title", "words")
    autocomplete_fields = ("category", "product", "shop")
    fieldsets = (
        (_("文字和图片"), {"fields": ("title", "title_en", "words", "words_en", "picture")}),
        (_("通往哪里（选填一个）"), {"fields": ("category", "product", "shop", "query")}),
        (_("何时显示"), {"fields": ("starts_at", "ends_at", "position")}),
    )

    @display(description=_("通往"))
    def leads_to(self, campaign: Campaign):
        return campaign.category or campaign.product or campaign.shop or f"“{campaign.query}”"

    @display(
        description=_("状态"),
        label={_("显示中"): "success", _("未开始"): "info", _("已结束"): None},
    )
    def state_label(self, campaign: Campaign):
        now = timezone.now()
        if campaign.ends_at <= now:
            return _("已结束")
        return _("未开始") if campaign.starts_at > now else _("显示中")

    def create(self, *, actor, data):
        picture = data.pop("picture")
        return campaigns.save(actor=actor, campaign=Campaign(**data), upload=picture or None)

    def update(self, *, actor, obj, data, changed):
        for name in FIELDS:
            setattr(obj, name, data[name])
        if "picture" in changed and data["picture"] is False:
            obj.picture, obj.width, obj.height = "", 0, 0
        upload = data["picture"] if "picture" in changed and data["picture"] else None
        campaigns.save(actor=actor, campaign=obj, upload=upload)
