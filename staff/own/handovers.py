"""Handing over and taking over a shift, and the notices that are read first."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from staff.models import Handover, HandoverState
from staff.services import clocking, handovers, notices

from .base import OwnPage, RowForm, lines


class LogForm(forms.Form):
    needs_all = True  # to be signed; a draft may have gaps

    equipment = lines(
        label=_("设备情况"),
        required=False,
        max_length=2_000,
        help_text=_("话机、电脑、门禁等；没有问题写“正常”。"),
    )
    problems = lines(label=_("疑难问题"), required=False, max_length=2_000, help_text=_("没有写“无”。"))
    staffing = lines(label=_("人员调班情况"), required=False, max_length=2_000, help_text=_("没有写“无”。"))


class MyHandoverPage(OwnPage):
    name = "my_handover"
    path = "my/handover/"
    title = _("通告与交接班")
    icon = "sync_alt"
    words = _("先读通告，再接班；下班前写交接班记录，双方签字。")
    template_name = "admin/own/handover.html"
    acts = {"tick": RowForm, "write": LogForm, "offer": LogForm, "take": RowForm}

    @classmethod
    def waiting(cls, employee):
        return [notices.unread(employee), handovers.waiting_for(employee)]

    def mine(self) -> Handover | None:
        """The log of the shift that one is on."""
        duty = clocking.duty_to_leave(self.employee, timezone.now())
        return getattr(duty, "handover", None) or (Handover(duty=duty) if duty else None)

    def form_context(self, act):
        if act not in ("write", "offer") or self.employee is None:
            return {}
        log = self.mine()
        names = ("equipment", "problems", "staffing")
        return {"initial": {name: getattr(log, name) for name in names}} if log else {}

    def tick(self, data):
        notices.tick(employee=self.employee, notice=self.own(notices.of(self.employee), data["pk"]))
        return _("已记为已读。")

    def write(self, data):
        log = self._require_log()
        handovers.write(employee=self.employee, duty=log.duty, **data)
        return _("已保存，还没有签字。")

    def offer(self, data):
        """Save and sign: what stands in the form is what is signed."""
        log = self._require_log()
        handovers.write_and_offer(employee=self.employee, duty=log.duty, **data)
        return _("已签字交班，等接班人签字。")

    def take(self, data):
        log = self.own(handovers.waiting_for(self.employee), data["pk"])
        handovers.take(employee=self.employee, handover=log)
        return _("已签字接班。")

    def _require_log(self) -> Handover:
        return self.mine() or handovers.no_shift()

    def get_context_data(self, **kwargs):
        if self.employee is None:
            return super().get_context_data(**kwargs)
        log, me = self.mine(), self.employee
        work = log.open_work if log and log.state != HandoverState.DRAFT else handovers.open_work(me)
        return super().get_context_data(
            notices=list(notices.of(me)[:20]),
            waiting=[(one, _dated(one.open_work)) for one in handovers.waiting_for(me)],
            log=log,
            is_draft=bool(log) and log.state == HandoverState.DRAFT,
            work=_dated(work) if log else [],
            **kwargs,
        )


def _dated(work: list[dict]) -> list[dict]:
    return [{"what": row["what"], "due_at": parse_datetime(row["due_at"])} for row in work]
