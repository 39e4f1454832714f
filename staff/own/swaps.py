"""Swapping shifts: with whom it would be lawful, and each step of a swap."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.moments import until
from mall.rulebook.rule import RuleError
from mall.signatures import services as signing
from staff.models import Duty, Employee, Swap, SwapState
from staff.services import paybacks, superiors, swap_facts, swaps
from staff.states import SWAP

from .base import OwnPage
from .fields import DayField, pk_of, wanted, words

SHOWN, LOOKED_AT = 40, 200


def shift_words(duty: Duty) -> str:
    start, name = timezone.localtime(duty.starts_at), f" {duty.kind.title}" if duty.kind else ""
    return f"{start:%m-%d}{name} {start:%H:%M}–{until(duty.ends_at, 'H:i')}"


def waiting_for(leader: Employee) -> list[Swap]:
    """Swaps on which both agree and ``leader`` may decide now."""
    now = timezone.now()
    agreed = Swap.objects.filter(state=SwapState.AGREED).exclude(Q(proposer=leader) | Q(partner=leader))
    near = agreed.select_related(
        "proposer__superior", "proposer__position__department__head", "partner__superior"
    ).order_by("given_starts_at", "id")
    away = superiors.away_at(now)
    return [
        one
        for one in near[:LOOKED_AT]
        if any(
            leader in superiors.deciders_of(who, now=now, away=away) for who in (one.proposer, one.partner)
        )
    ]


class SwapListPage(OwnPage):
    """One's own swaps, what waits for one's answer, and one's coming shifts to swap."""

    name, path = "my_swaps", "my/swaps/"
    title, icon = _("换班"), "swap_horiz"
    words = _("看能和谁换，答复同事，签字，还班。")
    template_name = "admin/own/swap_list.html"

    @classmethod
    def waiting(cls, employee):
        mine = Q(partner=employee, state=SwapState.PROPOSED)
        to_sign = Q(Q(proposer=employee) | Q(partner=employee), state=SwapState.APPROVED)
        return [Swap.objects.filter(mine | to_sign)]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        coming = self.employee.duties.published().filter(starts_at__gt=timezone.now()).select_related("kind")
        own = Swap.objects.of(self.employee).select_related("proposer", "partner")
        return context | {
            "own": own[:SHOWN],
            "coming": coming.order_by("starts_at")[:14],
            "waiting_rows": waiting_for(self.employee),
        }


class ProposeForm(forms.Form):
    """``choice`` is a partner with the shift worked in return: "7:12", or "7:" for one that is owed."""

    choice = forms.ChoiceField(
        label=_("和谁换"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一位同事和要还的班。")},
    )
    payback_due_on = wanted(DayField(label=_("最迟哪天还班"), required=False), _("（以后再还的要填）"))
    reason = words(label=_("事由"))

    def __init__(self, *args, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [
            (
                partner.employee.name,
                [
                    *((f"{partner.employee.pk}:{duty.pk}", shift_words(duty)) for duty in partner.repaid),
                    (f"{partner.employee.pk}:", _("以后再还")),
                ],
            )
            for partner in partners
        ]


class SwapProposePage(OwnPage):
    """With whom could I swap this shift? Only lawful partners and shifts are listed."""

    name, path = "my_swap_propose", "my/swaps/propose/"
    title = _("找人换班")
    template_name = "admin/own/swap_propose.html"
    acts = {"propose": ProposeForm}

    @cached_property
    def given(self) -> Duty | None:
        if not self.request.user.is_authenticated or self.employee is None:
            return None
        mine = Duty.objects.published().filter(employee=self.employee, pk=pk_of(self.request, "duty"))
        return mine.select_related("kind", "employee__position__department").first()

    @cached_property
    def partners(self) -> list[swap_facts.Partner]:
        return swap_facts.lawful_partners(self.given, now=timezone.now()) if self.given else []

    def form_context(self, act):
        return {"partners": self.partners}

    def obstacle(self) -> DomainError | None:
        """Why there is nobody, where that is because of oneself or the shift; None where it is the others."""
        try:
            swaps.require_swappable(self.given, now=timezone.now())
        except DomainError as why:
            return why
        return None

    def propose(self, data):
        if self.given is None:
            raise Http404
        partner, _colon, repaid = data["choice"].partition(":")
        self.made = swaps.propose(
            actor=self.request.user,
            given=self.given,
            partner=Employee.objects.get(pk=int(partner)),
            repaid=Duty.objects.get(pk=int(repaid)) if repaid else None,
            payback_due_on=data["payback_due_on"],
            reason=data["reason"],
        )
        return _("已告诉对方，等对方同意。")

    def done_url(self) -> str:
        return f"{reverse('admin:my_swap')}?pk={self.made.pk}"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        if self.given is None:
            raise Http404
        return context | {
            "given": self.given,
            "given_words": shift_words(self.given),
            "partners": self.partners,
            "obstacle": None if self.partners else self.obstacle(),
        }


class ReasonForm(forms.Form):
    reason = words(label=_("说明"), rows=2, required=False)


class RepayForm(forms.Form):
    duty = forms.ChoiceField(label=_("还哪个班"), widget=forms.Select(attrs={"class": "mall-input"}))

    def __init__(self, *args, duties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = [(duty.pk, shift_words(duty)) for duty in duties]


class SwapPage(OwnPage):
    """One swap: both shifts, who has agreed and signed, and the next step of whoever looks."""

    name, path = "my_swap", "my/swaps/swap/"
    title = _("换班")
    template_name = "admin/own/swap.html"
    acts = {
        "agree": forms.Form,
        "approve": forms.Form,
        "sign": forms.Form,
        "withdraw": forms.Form,
        "refuse": ReasonForm,
        "repay": RepayForm,
    }

    @cached_property
    def swap(self) -> Swap:
        """The swap that the address names; 404 for whom it doesn't concern."""
        rows = Swap.objects.select_related(
            "proposer__superior",
            "proposer__position__department__head",
            "partner__superior",
            "partner__position__department__head",
            "given__kind",
            "repaid__kind",
            "decided_by__employee",
        )
        found = rows.filter(pk=pk_of(self.request, "pk")).first()
        if found is None:
            raise Http404
        self.is_proposer, self.is_partner = (
            self.employee.pk == pk for pk in (found.proposer_id, found.partner_id)
        )
        try:
            swaps.require_leader(self.request.user, found, now=timezone.now())
            self.leads = True
        except RuleError:
            self.leads = False
        is_near = self.is_proposer or self.is_partner or self.leads
        if not (is_near or self.request.user.has_perm("staff.view_swap")):
            raise Http404
        return found

    def form_context(self, act):
        if act != "repay":
            return {}
        if not self.request.user.is_authenticated or self.employee is None:
            return {"duties": []}
        coming = self.employee.duties.published().filter(starts_at__gt=timezone.now()).select_related("kind")
        return {"duties": list(coming.order_by("starts_at")[:SHOWN])}

    def done_url(self) -> str:
        return f"{self.request.path}?pk={self.swap.pk}"

    def agree(self, data):
        swaps.agree(actor=self.request.user, swap=self.swap)
        return _("已同意，等班长批准。")

    def approve(self, data):
        swaps.approve(actor=self.request.user, swap=self.swap)
        return _("已批准，等双方签字。")

    def sign(self, data):
        signed = swaps.sign(actor=self.request.user, swap=self.swap)
        if signed.state == SwapState.SIGNED:
            return _("双方已签字，班表已更新。")
        return _("已签字，等对方签字后生效。")

    def withdraw(self, data):
        swaps.withdraw(actor=self.request.user, swap=self.swap)
        return _("已撤回。")

    def refuse(self, data):
        swaps.refuse(actor=self.request.user, swap=self.swap, reason=data["reason"])
        return _("已告诉提出人。")

    def repay(self, data):
        duty = self.own(self.employee.duties.all(), int(data["duty"]))
        paybacks.repay(actor=self.request.user, swap=self.swap, duty=duty)
        return _("已定下还班，班表已更新。")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        swap = self.swap
        signatures = {one.party.role: one for one in signing.signed(swap, step=swaps.STEP)}
        mine = swaps.PROPOSER if self.is_proposer else swaps.PARTNER if self.is_partner else ""
        answers = self.is_partner and swap.state == SwapState.PROPOSED
        return context | {
            "swap": swap,
            "signatures": [
                (swap.proposer.name, signatures.get(swaps.PROPOSER)),
                (swap.partner.name, signatures.get(swaps.PARTNER)),
            ],
            "may_agree": answers,
            "may_approve": self.leads and swap.state == SwapState.AGREED,
            "may_refuse": answers or (self.leads and SWAP.allows(swap.state, "refuse")),
            "may_sign": bool(mine) and swap.state == SwapState.APPROVED and mine not in signatures,
            "may_withdraw": self.is_proposer and SWAP.allows(swap.state, "withdraw"),
            "may_repay": self.is_partner and swap.state == SwapState.SIGNED and not swap.repaid_starts_at,
        }
