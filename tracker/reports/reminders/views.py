"""A person's calendar: the feed that their own calendar reads, and the page that gives its address."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from icalendar import Calendar, Event
from werkzeug.wrappers import Response

from tracker.accounts.models import Person
from tracker.accounts.permissions import public, signed_in
from tracker.db import now, session, transaction
from tracker.grants.labels import REPORTS
from tracker.reports.reminders import queries, service
from tracker.reports.reminders.models import CalendarFeed
from tracker.reports.reminders.queries import Awaited
from tracker.web.dates import today
from tracker.web.language import language, speaking

blueprint = Blueprint("calendar", __name__)

BEFORE, AFTER = timedelta(days=366), timedelta(days=731)
"""How far back and ahead a calendar tells."""


@blueprint.get("/calendrier/<token>.ics")
@public
def feed(token: str) -> Response:
    """The due dates of the person whose secret address this is; 404 for any other address."""
    person = queries.person_of_feed(token)
    if person is None:
        abort(404)
    with speaking(person.language):
        body = _calendar(queries.awaited_by(person, since=today() - BEFORE, until=today() + AFTER)).to_ical()
    answer = make_response(body)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'inline; filename="trame.ics"'
    return answer


@blueprint.get("/calendrier")
@signed_in
def page() -> Response:
    """Whether one's calendar is open, and how to subscribe to it."""
    return _page()


@blueprint.post("/calendrier")
@signed_in
def renew() -> Response:
    """A new secret address, shown once; the one before stops working."""
    with transaction():
        token = service.open_feed(session.get_one(Person, current_user.person_id), at=now())
    return _page(url_for("calendar.feed", token=token, _external=True))


@blueprint.post("/calendrier/fin")
@signed_in
def close() -> Response:
    """The address stops working."""
    with transaction():
        service.close_feed(session.get_one(Person, current_user.person_id))
    flash(_("Your calendar no longer has an address."), "success")
    return redirect(url_for("calendar.page"), 303)


def _page(address: str | None = None) -> Response:
    opened = session.get(CalendarFeed, current_user.person_id)
    return make_response(render_template("reports/calendar.html", opened=opened, address=address))


def _calendar(items: list[Awaited]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Trame//Calendrier//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Trame: reports to submit"))
    for item in items:
        calendar.add_component(_event(item))
    return calendar


def _event(item: Awaited) -> Event:
    """A whole day, free: a reminder, not a meeting."""
    event = Event()
    address = url_for("insight.agreement_reports", number=item.agreement, _external=True, _anchor=f"r{item.number}")
    event.add("uid", f"rapport-{item.agreement}-{item.number}@trame")
    event.add("dtstamp", now())
    event.add("dtstart", item.due_on)
    event.add("dtend", item.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"{REPORTS[item.kind]} {item.number}, {item.agreement}")
    event.add("description", f"{item.title[language()]}\n{address}")
    event.add("url", address)
    return event
