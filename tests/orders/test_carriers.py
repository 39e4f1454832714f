"""Carriers: known by what people call them, and where their parcels can be followed."""

import pytest

from orders import carriers


@pytest.mark.parametrize("name", ["顺丰速运", "顺丰", "ＳＦ", " 顺丰 快递 ", "sf"])
def test_a_carrier_is_known_by_what_people_call_it(name):
    assert carriers.known(name).code == "sf"


def test_a_number_leads_to_the_carriers_own_page_and_cannot_lead_elsewhere():
    page = "https://www.zto.com/express/expressCheck.html?txtBill="

    assert carriers.tracking_url("中通", " 73100 ") == f"{page}73100"
    assert carriers.tracking_url("中通快递", "7&x=//evil/{0}") == f"{page}7%26x%3D%2F%2Fevil%2F%7B0%7D"


@pytest.mark.parametrize(
    ("name", "number"), [("城里跑腿", "123456"), ("圆通速递", "YT123456"), ("顺丰速运", " "), ("", "")]
)
def test_without_such_a_page_there_is_no_link(name, number):
    assert carriers.tracking_url(name, number) is None


def test_no_two_carriers_go_by_the_same_name():
    names = [name for carrier in carriers.CARRIERS for name in (carrier.name, *carrier.also)]

    assert [carriers.known(name).code for name in names] == [
        carrier.code for carrier in carriers.CARRIERS for _ in (carrier.name, *carrier.also)
    ]
