"""Swapped shifts that nobody worked: the leader finds who answers for them. (K9.4)"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.models import AttendanceResult, Swap
from staff.services import leaders, responsibility

from .base import OwnPage, RowForm, lines
from .fields import INPUT

SHOWN = 20


class ShareForm(RowForm):
    proposer_percent = forms.IntegerField(
        label=_("提出人责任（%）"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={**INPUT, "min": 0, "max": 100}),
    )
    reason = lines(label=_("认定的理由"), max_length=500)


class MissedSwapsPage(OwnPage):
    name, path = "my_missed_swaps", "my/missed-swaps/"
    title, icon = _("误班责任认定"), "balance"
    words = _("换来的班没人上，按旷工由双方分担；按责任认定比例。")
    template_name = "admin/own/missed_swaps.html"
    acts = {"share": ShareForm}

    @classmethod
    def is_for(cls, employee) -> bool:
        return leaders.led_by(employee.user).exists()

    def share(self, data):
        result: AttendanceResult = self.own(responsibility.missed(self.request.user), data["pk"])
        responsibility.share_out(
            actor=self.request.user,
            swap=responsibility.swaps_of([result.duty_id])[result.duty_id],
            duty=result.duty,
            proposer_percent=data["proposer_percent"],
            reason=data["reason"],
        )
        return _("责任比例已认定，工资按它计算。")

    def get_context_data(self, **kwargs):
        results = list(responsibility.missed(self.request.user)[:SHOWN])
        keys = [result.duty_id for result in results]
        swaps, shares = responsibility.swaps_of(keys), responsibility.of_shifts(keys)
        return super().get_context_data(
            rows=[
                _row(result, swaps[result.duty_id], shares.get(result.duty_id, []), self._form(result.pk))
                for result in results
            ],
            **kwargs,
        )

    def _form(self, pk: int) -> forms.Form:
        """Each row has a form with labels of its own; what was refused is shown where it was typed."""
        if self.posted is not None and self.posted["pk"].value() == str(pk):
            return self.posted
        return ShareForm(auto_id=f"id_{pk}_%s")


def _row(result: AttendanceResult, swap: Swap, shares: list[tuple[int, int]], form: forms.Form) -> dict:
    names = {swap.proposer_id: swap.proposer.name, swap.partner_id: swap.partner.name}
    return {
        "result": result,
        "swap": swap,
        "shares": [(names[person], percent) for person, percent in shares],
        "form": form,
        "finding": responsibility.finding(swap, result.duty_id),
    }
