import pytest

from merchants.models import MemberRole
from tests.merchants.factories import make_member, make_shop


@pytest.fixture
def shop():
    return make_shop()


@pytest.fixture
def seller(client, shop):
    """The browser of somebody who keeps the shop's goods."""
    client.force_login(make_member(shop, MemberRole.GOODS).user)
    return client
