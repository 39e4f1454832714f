from datetime import timedelta

import pytest
from django.utils import timezone

from mall import locks
from mall.digests import digest_of
from mall.errors import DomainError
from mall.idempotency.models import Key
from mall.idempotency.services import claim, finish, purge
from mall.locks import LockOrderError
from mall.rulebook.models import Resolution
from tests.ground.factories import at_once, make_person


@locks.service
def resolve(*, person, key, content="同一内容", fail=False):
    """An effect that must happen once: a resolution with a number that anybody could take again."""
    digest = digest_of(content)
    earlier = claim(person=person, purpose="resolve", key=key, digest=digest)
    if earlier is not None:
        return earlier
    made = Resolution.objects.create(
        number=f"R-{Resolution.objects.count() + 1}-{key}",
        title=content,
        text="",
        passed_on=timezone.localdate(),
        recorded_by=person,
    )
    if fail:
        raise DomainError("no")
    finish(person=person, purpose="resolve", key=key, result=made)
    return made


@pytest.mark.django_db
def test_a_repeat_gets_the_result_of_the_first():
    person = make_person()

    first = resolve(person=person, key="k1")
    second = resolve(person=person, key="k1")

    assert second == first
    assert Resolution.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_people_do_not_meet():
    one = resolve(person=make_person(), key="k1")

    other = resolve(person=make_person(), key="k1", content="另一内容")

    assert other != one


@pytest.mark.django_db
def test_the_same_key_with_other_content_is_refused_in_words():
    person = make_person()
    resolve(person=person, key="k1")

    with pytest.raises(DomainError, match="前后不一致"):
        resolve(person=person, key="k1", content="另一内容")

    assert Resolution.objects.count() == 1


@pytest.mark.django_db
def test_a_key_is_free_again_after_its_effect_was_refused():
    person = make_person()
    with pytest.raises(DomainError):
        resolve(person=person, key="k1", fail=True)

    made = resolve(person=person, key="k1")

    assert list(Resolution.objects.all()) == [made]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 65, "a\x00b", "a\nb"])
def test_a_malformed_key_is_refused_in_words(key):
    with pytest.raises(DomainError, match="凭据无效"):
        resolve(person=make_person(), key=key)


@pytest.mark.django_db
def test_a_result_that_is_gone_is_told_and_not_made_again():
    person = make_person()
    resolve(person=person, key="k1").delete()

    with pytest.raises(DomainError, match="结果已不存在"):
        resolve(person=person, key="k1")

    assert Resolution.objects.count() == 0


@pytest.mark.django_db
def test_a_key_is_claimed_only_inside_a_service_and_before_any_lock():
    person = make_person()

    @locks.service
    def locks_first():
        locks.lock_one(person)
        return resolve(person=person, key="k1")

    with pytest.raises(LockOrderError, match="before user"):
        locks_first()


@pytest.mark.django_db
def test_finishing_what_was_not_claimed_is_a_programming_error():
    person = make_person()
    result = resolve(person=person, key="k1")

    with pytest.raises(LookupError):
        finish(person=person, purpose="resolve", key="k1", result=result)


@pytest.mark.django_db
def test_only_keys_older_than_thirty_days_are_purged():
    person = make_person()
    resolve(person=person, key="old")
    resolve(person=person, key="new")
    now = timezone.now()
    Key.objects.filter(key="old").update(at=now - timedelta(days=30, seconds=1))
    Key.objects.filter(key="new").update(at=now - timedelta(days=30))

    assert purge(now=now) == 1
    assert list(Key.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_effect_and_all_get_it():
    person = make_person()

    outcomes = at_once(*[lambda: resolve(person=person, key="k1")] * 20)

    (made,) = Resolution.objects.all()
    assert outcomes == [made] * 20


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_without_a_key_of_their_own_make_twenty_effects():
    person = make_person()

    calls = [lambda number=number: resolve(person=person, key=f"k{number}") for number in range(20)]
    outcomes = at_once(*calls)

    assert len(set(outcomes)) == Resolution.objects.count() == 20
