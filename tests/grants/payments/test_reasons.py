"""Why it cannot be paid: each reason by itself, and the ones that an override may pass over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.grants.payments.reasons import BankDetails, Reason, Why, reasons
from tracker.grants.schedule import DueReport, Instrument

AT = datetime(2018, 2, 4, 14, tzinfo=UTC)
TODAY = date(2018, 2, 4)
REPORT = DueReport(3, "progress", "2017-2018", date(2017, 7, 1), date(2017, 12, 31), date(2018, 1, 31), None, None)
ACCEPTED = replace(REPORT, submitted_on=date(2018, 1, 30), accepted_on=date(2018, 2, 2))
SIGNED = date(2016, 6, 20)


def found(**changes: Any) -> tuple[Reason, ...]:
    facts: dict[str, Any] = {
        "due_on": date(2018, 2, 10),
        "required_report": 3,
        "starts_on": date(2016, 7, 1),
        "instrument": Instrument(SIGNED, ((date(2016, 7, 1), None),)),
        "reports": [ACCEPTED],
        "bank": BankDetails(AT - timedelta(days=1)),
        "left": 1,
        "at": AT,
        "today": TODAY,
    }
    return reasons(**facts | changes)


def whys(**changes: Any) -> list[Why]:
    return [it.why for it in found(**changes)]


def test_nothing_in_the_way() -> None:
    assert found() == ()


def test_each_reason_by_itself() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert found(reports=[REPORT]) == (Reason(Why.REPORT_LATE, 3, date(2018, 1, 31)),)
    assert whys(reports=[replace(REPORT, submitted_on=TODAY)]) == [Why.REPORT_TO_REVIEW]
    assert whys(instrument=Instrument(tomorrow, ((date(2016, 7, 1), None),))) == [Why.UNSIGNED]
    assert whys(starts_on=tomorrow) == [Why.NOT_STARTED]
    assert whys(instrument=Instrument(SIGNED, ((tomorrow, None),))) == [Why.NO_HOST]
    assert whys(bank=BankDetails(None)) == [Why.NO_BANK_DETAILS]
    assert whys(bank=BankDetails(AT + timedelta(hours=1))) == [Why.BANK_DETAILS_WAIT]
    assert whys(left=0) == [Why.NOTHING_LEFT]


def test_between_two_hosts_nobody_is_paid() -> None:
    gap = Instrument(SIGNED, ((date(2016, 7, 1), date(2018, 1, 31)), (date(2018, 3, 1), None)))
    assert whys(instrument=gap) == [Why.NO_HOST]


def test_a_late_report_holds_back_what_does_not_need_it() -> None:
    assert whys(reports=[REPORT], required_report=None) == [Why.REPORT_LATE]


def test_a_report_that_is_not_due_holds_back_only_what_needs_it() -> None:
    coming = replace(REPORT, due_on=date(2018, 8, 31))
    assert whys(reports=[coming]) == [Why.REPORT_TO_COME]
    assert whys(reports=[coming], required_report=None) == []


def test_an_override_passes_over_reports_only() -> None:
    assert {why for why in Why if Reason(why, 3).waivable} == {
        Why.REPORT_LATE,
        Why.REPORT_TO_REVIEW,
        Why.REPORT_TO_COME,
    }


def test_a_report_that_came_in_is_the_same_reason() -> None:
    (late,), (received,) = found(reports=[REPORT]), found(reports=[replace(REPORT, submitted_on=TODAY)])
    assert late.key == received.key
