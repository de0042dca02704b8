"""The states of docs' worked agreement on the days that changed them (DOMAIN rules 7 and 8)."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.grants.schedule import DueReport, InstalmentState, Instrument, ReportState, Rule, Standing, standing

INSTRUMENT = Instrument(signed_on=date(2016, 6, 20), mandates=((date(2016, 7, 1), None),))


def report(number: int, due_on: date, submitted_on: date | None = None, accepted_on: date | None = None) -> DueReport:
    return DueReport(number, "progress", "2017-2018", due_on, due_on, due_on, submitted_on, accepted_on)


ACCEPTED = report(2, date(2017, 8, 31), date(2017, 8, 28), date(2017, 9, 20))
THIRD = report(3, date(2018, 1, 31))
FOURTH = report(4, date(2018, 8, 31))
DUES = (ACCEPTED, THIRD, FOURTH)


def of(due_on: date, required: int | None = None, *, today: date, **changes: object) -> Standing:
    facts = {"is_paid": False, "left": 100, "reports": DUES, "instrument": INSTRUMENT} | changes
    return standing(due_on=due_on, required_report=required, today=today, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2018, 1, 31), InstalmentState.TO_COME),  # its report is due that very day
        (date(2018, 2, 5), InstalmentState.BLOCKED),  # five days late, five days before the payment
        (date(2018, 2, 20), InstalmentState.BLOCKED),
    ],
)
def test_a_late_report_blocks_the_instalment_that_needs_it(today: date, state: InstalmentState) -> None:
    it = of(date(2018, 2, 10), 3, today=today)
    assert it.state is state
    assert it.missing == (3,)


def test_an_instalment_of_next_year_waits_without_being_blocked() -> None:
    it = of(date(2018, 7, 15), today=date(2018, 2, 5))
    assert it.state is InstalmentState.TO_COME
    assert it.missing == (3,)


def test_any_report_due_before_blocks_what_is_due_now() -> None:
    it = of(date(2018, 2, 10), today=date(2018, 2, 10))
    assert it.state is InstalmentState.BLOCKED
    assert it.missing == (3,)


def test_acceptance_lifts_the_block_and_submission_alone_does_not() -> None:
    submitted = report(3, date(2018, 1, 31), date(2018, 2, 16))
    accepted = report(3, date(2018, 1, 31), date(2018, 2, 16), date(2018, 3, 9))
    today = date(2018, 3, 12)
    assert of(date(2018, 2, 10), 3, today=today, reports=(submitted,)).state is InstalmentState.BLOCKED
    ready = of(date(2018, 2, 10), 3, today=today, reports=(accepted,))
    assert ready.state is InstalmentState.READY
    assert ready.days == 30
    assert all(it.met for it in ready.conditions)


def test_nothing_is_paid_in_a_gap_between_two_hosts() -> None:
    instrument = Instrument(date(2016, 6, 20), ((date(2016, 7, 1), date(2017, 10, 31)), (date(2017, 12, 1), None)))
    in_gap = of(date(2017, 11, 15), today=date(2017, 11, 15), instrument=instrument)
    assert in_gap.state is InstalmentState.BLOCKED
    assert [it.rule for it in in_gap.conditions if not it.met] == [Rule.HOST]
    assert of(date(2017, 11, 15), today=date(2017, 12, 1), instrument=instrument).state is InstalmentState.READY


def test_nothing_is_paid_before_the_signature() -> None:
    early = of(
        date(2016, 6, 1),
        today=date(2016, 6, 10),
        instrument=Instrument(INSTRUMENT.signed_on, ((date(2016, 1, 1), None),)),
    )
    assert early.state is InstalmentState.BLOCKED


def test_what_is_paid_or_lapsed_waits_for_nothing() -> None:
    today = date(2019, 1, 1)
    assert of(date(2018, 2, 10), 3, today=today, is_paid=True) == Standing(InstalmentState.PAID)
    assert of(date(2018, 2, 10), 3, today=today, left=0) == Standing(InstalmentState.LAPSED)


@pytest.mark.parametrize(
    ("it", "today", "state", "days"),
    [
        (THIRD, date(2018, 1, 31), ReportState.DUE, 0),
        (THIRD, date(2018, 2, 5), ReportState.LATE, 5),
        (ACCEPTED, date(2018, 2, 5), ReportState.ACCEPTED, 0),
        (report(3, date(2018, 1, 31), date(2018, 2, 16)), date(2018, 6, 1), ReportState.SUBMITTED, 16),
    ],
)
def test_the_state_of_a_report(it: DueReport, today: date, state: ReportState, days: int) -> None:
    assert it.state(today) is state
    assert it.days_late(today) == days
