"""Every clock as staff read it, and the list of those that need a person."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from mall.audit.naming import NamesSubjects
from mall.rulebook import figures, register
from mall.rulebook.boundary import shown
from mall.rulebook.rule import registry
from mall.rulebook.words import in_words

from .models import OWNERS, Clock, State
from .registry import title_of
from .sweep import revive

TONES = {
    State.RUNNING: "info",
    State.MET: "success",
    State.EXPIRED: "warning",
    State.CANCELLED: "default",
    State.DEAD: "danger",
}


class RuleFilter(admin.SimpleListFilter):
    """By clause, of those that the code declares: the table's distinct ones would mean reading all of it."""

    title = _("条款")
    parameter_name = "rule"

    def lookups(self, request, model_admin):
        return [(pk, f"{pk} {register.title_of(pk)}") for pk in sorted(registry())]

    def queryset(self, request, queryset):
        return queryset.filter(rule=self.value()) if self.value() else queryset


class ReviveStep(StepPage):
    """Try a dead clock again, once its cause is mended."""

    name = "deadlines_clock_revive"
    path = "<int:pk>/revive/"
    permission_required = "deadlines.change_clock"
    label = _("再试一次")
    done = _("已重新计入处理，几秒内会再试。")
    explanation = _("请先确认失败的原因已经排除。时限的截止时间不变，到期的效果会马上发生。")

    @classmethod
    def is_lawful(cls, obj: Clock) -> bool:
        return obj.state == State.DEAD

    def act(self, *, actor, obj, data) -> None:
        revive(actor=actor, clock=obj)


@admin.register(Clock)
class ClockAdmin(NamesSubjects, ServiceAdmin):
    list_display = ("due_at", "state_shown", "clause", "stage_shown", "subject", "owner", "attempts")
    list_filter = ("state", "owner_kind", RuleFilter)
    search_fields = ("=subject_id", "=rule")
    search_help_text = _("按对象编号或条款查找")
    ordering = ("-id",)
    list_per_page = 50
    pages = (ReviveStep,)
    actions = ("revive_selected",)
    fields = (
        "clause",
        "stage_shown",
        "subject",
        "owner",
        "state",
        "term",
        "started_at",
        "warn_at",
        "warned_at",
        "due_at",
        "wake_at",
        "ended_at",
        "attempts",
        "last_error",
    )
    readonly_fields = fields

    def has_revive_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("deadlines.change_clock")

    @action(description=_("再试一次"), permissions=["revive"])
    def revive_selected(self, request, queryset):
        """Only dead ones; each refusal is shown, and one that can't be revived doesn't stop the others."""
        revived = 0
        for clock in queryset.order_by("id"):
            with shown(request) as outcome:
                revive(actor=request.user, clock=clock)
            revived += outcome.ok
        if revived:
            messages.success(request, _now("%(n)s 个时限已重新计入处理。") % {"n": revived})

    @display(description=_("状态"), ordering="state", label=TONES)
    def state_shown(self, clock: Clock):
        return clock.state, clock.get_state_display()

    @display(description=_("环节"), ordering="stage")
    def stage_shown(self, clock: Clock) -> str:
        return title_of(clock)

    @display(description=_("条款"), ordering="rule")
    def clause(self, clock: Clock) -> str:
        return f"{clock.rule} {register.title_of(clock.rule)}"

    @display(description=_("对象"))
    def subject(self, clock: Clock) -> str:
        return self.subject_of(clock)

    @display(description=_("责任方"))
    def owner(self, clock: Clock) -> str:
        owner, pk = clock.get_owner_kind_display(), clock.owner_id
        name = self.name_of(clock, OWNERS.get(clock.owner_kind, ""), pk)
        return f"{owner} {name}" if name else f"{owner} #{pk}" if pk else owner

    def references(self, row: Clock):
        owner = [(OWNERS[row.owner_kind], row.owner_id)] if row.owner_kind in OWNERS else []
        return [*super().references(row), *owner]

    @display(description=_("起算时的时限"))
    def term(self, clock: Clock) -> str:
        return in_words(figures.decode(clock.figure))
