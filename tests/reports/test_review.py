"""The worked reviews of REPORTS.md, through the verbs, with the clock moved; and what each verb refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import worked
from tests.grants.payments.cast import asked_for, case, who
from tests.grants.payments.cast import at as on_day
from tests.reports import reviewing
from tests.reports.reviewing import OFFICER, OTHER, by, noon, report
from tracker.db import now, session, transaction
from tracker.directory.models import Organisation
from tracker.grants import service as grants
from tracker.grants.models import Contribution
from tracker.grants.payments import service as payments
from tracker.grants.payments.reasons import Why
from tracker.grants.service import RuleBroken
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position
from tracker.reports.life import State
from tracker.reports.models import Interest, LineReview
from tracker.reports.review import queries as reviewed
from tracker.reports.review.standing import Audience, Decision
from tracker.reports.service import comments, review
from tracker.statements import json
from tracker.web.dates import today

REPORT_2 = {
    "coordination": "24 310,22",
    "actions": "15 120,75",
    "travel": "2 044,13",
    "materials": "5 482,30",
    "evaluation": "2 450,00",
    "administration": "4 000,00",
}
REPORT_3 = {
    "coordination": "23 415,90",
    "actions": "22 310,00",
    "travel": "2 105,27",
    "materials": "4 973,00",
    "evaluation": "2 100,00",
    "administration": "4 000,00",
}


DAYS = ("2017-08-28", "2017-08-29")
"""The eve of the declaration of interest, and its day (INTERFACES: it counts from ``declared_on``)."""


@pytest.fixture
def second(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    """Report 2 of the worked agreement, submitted two days before it is due."""
    clock.move_to(noon("2017-08-29"))
    reviewing.take_in("2017-08-28", tmp_path)
    reviewing.submit(2, REPORT_2, finance__interest="84,36")


def refused(call: object) -> str:
    with pytest.raises(RuleBroken) as caught, transaction():
        call()  # type: ignore[operator]
    return str(caught.value)


def refuse_materials(*, amount: int = 124_000, revision: int = 0, email: str = OFFICER) -> LineReview:
    with transaction():
        return review.decide_line(
            report(2),
            "materials",
            disallowed=amount,
            recover=True,
            reason="Achat hors période admissible",
            revision=revision,
            author=by(email),
        )


def test_a_cost_refused_at_review_is_owed_back(second: None, clock: time_machine.Traveller) -> None:
    """5,482.30 declared, 1,240.00 refused and recovered: 4,242.30 accepted, a receivable of 1,240.00."""
    clock.move_to(noon("2017-09-20"))
    refuse_materials()
    with transaction():
        review.decide_rest(report(2), author=by(OFFICER))
        reviewing.accept_sections(report(2))
        review.accept(report(2), accepted_on=today(), author=by(OFFICER))
    stands = position(worked.NUMBER)
    assert stands.balance(Account.EXPENSE, year="2016-2017", line="materials") == 2_915_10 + 4_242_30
    assert stands.balance(Account.RECEIVABLE) == 1_240_00
    figures = json.figures(worked.statement("2016-2017", "2017-09-20"))
    promised = worked.expected("2017-10-31", "2016-2017")
    assert figures["lines"] == promised["lines"]
    assert figures["totals"]["accepted"] == promised["totals"]["accepted"]
    assert [(it.amount, it.declared_on) for it in session.scalars(select(Interest))] == [(84_36, date(2017, 8, 29))]
    interest = {day: json.figures(worked.statement("2016-2017", day))["funds"]["interest"] for day in DAYS}
    assert interest == {"2017-08-28": "0.00", "2017-08-29": "84.36"}
    assert (report(2).state, report(2).accepted_on, report(2).obligation.fulfilled_on) == (
        State.ACCEPTED,
        today(),
        today(),
    )


def test_a_late_report_holds_back_an_instalment_until_it_is_accepted(
    app: Flask, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    """Report 3, due on 31 January, comes in on 5 February; V6, due on the 10th, is blocked from 1 February, freed on
    the 14th and paid on the 16th."""
    clock.move_to(noon("2018-01-31"))
    on_day(today(), tmp_path)
    assert Why.REPORT_LATE not in {it.why for it in case(6).reasons}
    clock.move_to(noon("2018-02-01"))
    assert [(it.why, it.report) for it in case(6).reasons] == [(Why.REPORT_LATE, 3)]
    clock.move_to(noon("2018-02-05"))
    reviewing.submit(3, REPORT_3)
    assert (report(3).submitted_on - report(3).obligation.due_on).days == 5  # type: ignore[operator]
    assert [(it.why, it.report) for it in case(6).reasons] == [(Why.REPORT_TO_REVIEW, 3)]
    clock.move_to(noon("2018-02-14"))
    with transaction():
        review.decide_rest(report(3), author=by(OFFICER))
        reviewing.accept_sections(report(3))
        assert [it.ref for it in reviewed.waiting_for(report(3), at=now(), today=today())] == ["V6"]
        review.accept(report(3), accepted_on=today(), author=by(OFFICER))
    assert case(6).reasons == ()
    request = asked_for(6)
    for role in ("approver", "director"):
        with transaction():
            payments.approve(request, who=who(role))
    clock.move_to(noon("2018-02-16"))
    with transaction():
        payments.send([request], pay_on=today(), token="lot", who=who("approver"))
    assert position(worked.NUMBER).balance(Account.EXPENSE, year="2017-2018") == 58_904_17


def test_nothing_is_accepted_while_anything_is_pending(second: None) -> None:
    with transaction():
        review.take_up(report(2), author=by(OFFICER))
    assert "pending" in refused(lambda: review.accept(report(2), accepted_on=today(), author=by(OFFICER)))
    said = refused(lambda: review.decide_section(report(2), "finance", Decision.ACCEPTED, author=by(OFFICER)))
    assert "rule 11" in said
    refuse_materials()
    with transaction():
        assert review.decide_rest(report(2), author=by(OFFICER)) == 5
        reviewing.accept_sections(report(2), but=("story",))
    assert "pending" in refused(lambda: review.accept(report(2), accepted_on=today(), author=by(OFFICER)))
    assert position(worked.NUMBER).balance(Account.EXPENSE, year="2016-2017", line="materials") == 2_915_10


def test_a_refusal_needs_a_reason_and_stays_within_what_was_declared(second: None) -> None:
    for amount, reason in ((5_482_31, "Trop"), (-1, "Moins"), (1_00, "")):
        refused(
            lambda amount=amount, reason=reason: review.decide_line(
                report(2),
                "materials",
                disallowed=amount,
                recover=True,
                reason=reason,
                revision=0,
                author=by(OFFICER),
            )
        )
    assert session.scalars(select(LineReview)).all() == []


def test_two_reviewers_see_each_other(second: None) -> None:
    refuse_materials(revision=0)
    refuse_materials(revision=0)  # the same decision again is no conflict
    said = refused(
        lambda: review.decide_line(
            report(2), "materials", disallowed=0, recover=False, reason="", revision=0, author=by(OTHER)
        )
    )
    assert OFFICER in said
    assert "1,240.00" in said
    assert refuse_materials(amount=50_00, revision=1, email=OTHER).revision == 2


def test_who_decides_has_the_report_until_it_is_handed_over(second: None, clock: time_machine.Traveller) -> None:
    refuse_materials()
    assert (report(2).reviewer, report(2).state) == (OFFICER, State.IN_REVIEW)
    since = report(2).reviewed_since
    clock.shift(3600)
    with transaction():
        review.take_up(report(2), author=by(OFFICER))
    assert report(2).reviewed_since == since
    with transaction():
        review.take_up(report(2), author=by(OFFICER), reviewer=OTHER)
    assert (report(2).reviewer, report(2).reviewed_since) == (OTHER, now())


def test_only_what_is_returned_opens_again_and_the_rest_stays_decided(second: None) -> None:
    refuse_materials()
    with transaction():
        review.decide_rest(report(2), author=by(OFFICER))
        reviewing.accept_sections(report(2), but=("story",))
    assert "Return at least one section" in refused(lambda: review.send_back(report(2), author=by(OFFICER)))
    with transaction():
        review.decide_section(report(2), "story", Decision.RETURNED, author=by(OFFICER))
        comments.comment(report(2), "À nous seuls", audience=Audience.INTERNAL, author=by(OFFICER), section="story")
    assert "Write to the partner" in refused(lambda: review.send_back(report(2), author=by(OFFICER)))
    assert "returned" in refused(lambda: review.accept(report(2), accepted_on=today(), author=by(OFFICER)))
    with transaction():
        comments.comment(
            report(2), "Combien de familles?", audience=Audience.PARTNER, author=by(OFFICER), path="story.done"
        )
        first = review.send_back(report(2), author=by(OFFICER))
        assert review.send_back(report(2), author=by(OFFICER)) is first
    with pytest.raises(RuleBroken):
        reviewing.write(2, {"finance.lines.travel.spent": "1,00"})
    with transaction():
        comments.reply(report(2), "Quarante.", author=by(reviewing.PARTNER), path="story.done")
    reviewing.again(2, {"story.done": "Douze ateliers, quarante familles."})
    stands = reviewed.standing(report(2))
    assert [it.key for it in stands.pending_sections] == ["story"]
    assert not stands.pending_lines
    assert stands.disallowed == 1_240_00
    assert [it.text for it in reviewed.shared_comments(report(2))] == ["Combien de familles?", "Quarante."]


def test_contributions_of_a_report_are_recorded_with_it(
    app: Flask, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    clock.move_to(noon("2018-02-05"))
    reviewing.take_in("2018-02-04", tmp_path)
    before = {it.id for it in session.scalars(select(Contribution))}
    row = "contributions__contributions__r1__"
    reviewing.submit(
        3,
        REPORT_3,
        **{
            f"{row}source": "Ville de Matane",
            f"{row}kind": "in_kind",
            f"{row}public": "oui",
            f"{row}quantity": "120",
            f"{row}unit_value": "22,50",
            f"{row}basis": "Heures de salle",
        },
    )
    with transaction():
        review.decide_rest(report(3), author=by(OFFICER))
        reviewing.accept_sections(report(3))
        review.accept(report(3), accepted_on=today(), author=by(OFFICER))
    (made,) = [it for it in session.scalars(select(Contribution)) if it.id not in before]
    assert (made.source, made.kind, made.public, made.amount) == ("Ville de Matane", "in_kind", True, 2_700_00)
    assert (made.quantity, made.unit_value, made.fiscal_year) == ("120", 22_50, "2017-2018")


def test_interest_of_a_host_that_left_is_the_next_one_s(second: None, clock: time_machine.Traveller) -> None:
    """Submitted on 29 August, accepted on the 20th of September: in between the mandate changed hands."""
    clock.move_to(noon("2017-09-05"))
    with transaction():
        other = session.scalars(select(Organisation).where(Organisation.code == "ORG-002")).one()
        grants.change_host(
            report(2).obligation.agreement, organisation_id=other.id, from_on=today(), author=by(OFFICER)
        )
    clock.move_to(noon("2017-09-20"))
    with transaction():
        review.decide_rest(report(2), author=by(OFFICER))
        reviewing.accept_sections(report(2))
        review.accept(report(2), accepted_on=today(), author=by(OFFICER))
    assert position(worked.NUMBER).balance(Account.HELD, host="ORG-001") == 0
    assert session.scalars(select(Interest.declared_on)).all() == [date(2017, 9, 5)]
