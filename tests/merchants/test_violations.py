import pytest

from mall.errors import DomainError
from mall.transitions import ForbiddenMove
from merchants.models import Violation, ViolationState
from merchants.services import violations
from merchants.states import VIOLATION

from .factories import heard, make_shop, make_user

pytestmark = pytest.mark.django_db
DECIDE = {"confirm": violations.confirm, "dismiss": violations.dismiss}


def make_case(**over) -> Violation:
    return violations.report(
        **{
            "actor": make_user(),
            "shop": make_shop(),
            "clause": "F5.1-3",
            "facts": "标称纯棉，实为涤纶",
            **over,
        }
    )


def test_a_case_names_its_shop_clause_facts_and_subject():
    shop = make_shop()

    case = make_case(shop=shop, subject=shop)

    assert (case.state, case.clause, list(Violation.objects.about(shop))) == ("reported", "F5.1-3", [case])


def test_a_case_without_facts_is_not_opened():
    with pytest.raises(DomainError):
        make_case(facts=" ")
    assert Violation.objects.count() == 0


@pytest.mark.parametrize("action", ["confirm", "dismiss"])
def test_who_reported_a_case_does_not_decide_it(action):
    reporter = make_user()
    case = make_case(actor=reporter)

    with pytest.raises(DomainError):
        DECIDE[action](actor=reporter, violation=case, reason="属实")

    assert Violation.objects.get(pk=case.pk).state == ViolationState.REPORTED


@pytest.mark.parametrize("action", ["confirm", "dismiss"])
def test_a_case_is_decided_with_a_reason(action):
    with pytest.raises(DomainError):
        DECIDE[action](actor=make_user(), violation=make_case(), reason="")


@pytest.mark.parametrize(("state", "action", "lawful"), list(VIOLATION.pairs()))
def test_a_case_is_decided_once(state, action, lawful):
    case = heard(make_case())
    Violation.objects.filter(pk=case.pk).update(state=state)

    if lawful:
        assert (
            DECIDE[action](actor=make_user(), violation=case, reason="属实").state
            == VIOLATION.moves[action].target
        )
    else:
        with pytest.raises(ForbiddenMove):
            DECIDE[action](actor=make_user(), violation=case, reason="属实")
