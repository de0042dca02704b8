"""What comes due is told once, to those who write it, in their language; and in their calendar."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar

from tests import people
from tests.pages import PageClient
from tests.worked import NUMBER, take_in
from tracker.accounts.models import Role
from tracker.db import now, session, transaction
from tracker.demo.service import PARTNER
from tracker.grants.models import Agreement
from tracker.reports.reminders import service
from tracker.reports.reminders.queries import offset


@pytest.fixture
def awaited(app: Flask) -> None:
    """Report 3 of the worked agreement, due on 31 January 2018, has not come yet; its preparer is here."""
    take_in()
    with transaction():
        agreement = session.query(Agreement).filter_by(number=NUMBER).one()
        for obligation in agreement.obligations[2:]:
            obligation.fulfilled_on = obligation.received_on = None
        people.person(Role.PREPARER, organisation_code=PARTNER)
        people.person(Role.OFFICER)


def letters(app: Flask) -> list[EmailMessage]:
    folder = Path(app.config["MAIL_URL"].removeprefix("file://"))
    read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in folder.glob("*.eml")]
    return [it for it in read if isinstance(it, EmailMessage)]


def remind(day: date) -> int:
    with transaction():
        return service.send_due(today=day, at=now())


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2017, 12, 31), None),
        (date(2018, 1, 1), -30),
        (date(2018, 1, 23), -30),
        (date(2018, 1, 24), -7),
        (date(2018, 1, 31), 0),
        (date(2018, 2, 6), 0),
        (date(2018, 2, 7), 7),
        (date(2018, 3, 9), 7),
        (date(2018, 3, 10), None),
    ],
)
def test_a_reminder_goes_thirty_and_seven_days_before_on_the_day_and_a_week_after(
    today: date, days: int | None
) -> None:
    assert offset(date(2018, 1, 31), today) == days


def test_one_letter_a_person_once_for_each_reminder(awaited: None, app: Flask) -> None:
    before = len(letters(app))
    assert [remind(date(2018, 1, day)) for day in (1, 1, 2, 24, 31)] == [1, 0, 0, 1, 1]
    sent = letters(app)
    texts = [it.get_content() for it in sent if it["To"] == "partenaire@demo.example"]
    assert len(sent) - before == len(texts) == 3
    assert sum("31\u00a0janvier\u00a02018" in text for text in texts) == 2  # on the day itself it says today
    assert all(f"{app.config['BASE_URL']}/ententes/{NUMBER}/rapports/3" in text for text in texts)


def test_a_moved_date_is_told_anew(awaited: None, app: Flask) -> None:
    assert remind(date(2018, 1, 24)) == 1
    with transaction():
        agreement = session.query(Agreement).filter_by(number=NUMBER).one()
        agreement.obligations[2].due_on = date(2018, 2, 28)
    assert remind(date(2018, 1, 29)) == 1  # thirty days before the new date


def test_a_calendar_tells_one_s_own_dates_to_whoever_has_its_address(
    awaited: None, sign_in: Callable[..., PageClient], client: PageClient
) -> None:
    with time_machine.travel(date(2018, 1, 10), tick=False):
        browser = sign_in(Role.PREPARER, organisation_code=PARTNER)
        page = browser.submit("/calendrier", {})
        address = page.text.split('id="address" value="')[1].split('"')[0]
        path = address.split("/", 3)[3]
        answer = client.get(f"/{path}")
        assert answer.mimetype == "text/calendar"
        events = Calendar.from_ical(answer.data).walk("VEVENT")
        assert date(2018, 1, 31) in {event.decoded("dtstart") for event in events}
        assert all(NUMBER in str(event["summary"]) for event in events)
        browser.submit("/calendrier", form="/calendrier/fin")
        assert client.get(f"/{path}").status_code == 404
