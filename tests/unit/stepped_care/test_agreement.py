"""What was agreed about the next contact never takes the place of what is locked until later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.stepped_care import Pathways, next_contacts
from estip_desktop.stepped_care.agreement import Agreement, planned

DAY0 = date(2026, 11, 23)
OFFERED, CHECK = "defusing", "check-in"


@pytest.fixture(scope="module")
def pathways() -> Pathways:
    return Content().pathways()


def after_demobilising(pathways, agreed_day):
    contacts = next_contacts(pathways, "P0", DAY0, DAY0, "DM")
    agreed = Agreement(due_on=DAY0 + timedelta(days=agreed_day))
    dues = planned(pathways, contacts, agreed, DAY0, keeps_dates=False)
    return [(purpose, (due - DAY0).days) for purpose, due in dues]


@pytest.mark.parametrize("day", [0, 1])
def test_before_individual_defusing_opens_an_agreed_day_is_one_more_contact(pathways, day):
    assert after_demobilising(pathways, day)[:2] == [(CHECK, day), (OFFERED, 3)]


def test_from_then_on_it_is_the_day_of_individual_defusing(pathways):
    assert after_demobilising(pathways, 2) == [(OFFERED, 2), ("day-28", 28)]
