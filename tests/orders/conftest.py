import pytest

from tests.accounts.factories import make_user


@pytest.fixture
def shopper(client):
    person = make_user()
    client.force_login(person)
    return person
