"""Hosts A → B in the middle of the worked agreement: Σ hosts = agreement, on screen and in every file.

The worked agreement changes host on 1 July 2018, when 2017-2018 has ended. By hand, at its end:

            received    interest   accepted    handed
A → B       what the entries up to 30 June 2018 add up to, worked out below from the workbook itself
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
import time_machine
from flask import Flask

from tests import worked
from tests.insight.pages import rows
from tests.pages import PageClient
from tests.people import organisation
from tests.statements.handover.two_hosts import take_in
from tracker.db import now, session, transaction
from tracker.grants import service as grants
from tracker.grants.models import Agreement
from tracker.grants.service import Author
from tracker.statements import service
from tracker.statements.handover.build import NoHostThen
from tracker.statements.handover.value import HandOver

SignIn = Callable[..., PageClient]
CUT_OFF = date(2018, 6, 30)
END = date(2020, 4, 1)
EVER = datetime(2100, 1, 1, tzinfo=UTC)


def _sheet(name: str) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(worked.PATH)
    heads, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows if row[0]]


def _day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else date.fromisoformat(str(value))


def _cents(value: object) -> int:
    return round(float(str(value).replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")) * 100)


def _by_hand(until: date) -> tuple[int, int, int, int]:
    """Received, interest, accepted and held by ``until``, from the rows of the workbook."""
    received = sum(_cents(it["gross"]) for it in _sheet("payments") if _day(it["paid_on"]) <= until)
    interest = sum(_cents(it["amount"]) for it in _sheet("interest") if _day(it["declared_on"]) <= until)
    accepted_on = {it["report"]: it["accepted_on"] for it in _sheet("reports")}
    expenses = [
        it for it in _sheet("expenses") if accepted_on[it["report"]] and _day(accepted_on[it["report"]]) <= until
    ]
    refused = sum(_cents(it["disallowed"] or 0) for it in expenses)
    recover = sum(_cents(it["disallowed"] or 0) for it in expenses if it["recover"] == "yes")
    accepted = sum(_cents(it["declared"]) for it in expenses) - refused
    late = [it for it in _sheet("adjustments") if _day(it["decided_on"]) <= until]
    accepted -= sum(_cents(it["amount"]) for it in late)
    recover += sum(_cents(it["amount"]) for it in late if it["recover"] == "yes")
    return received, interest, accepted, received + interest - accepted - recover


@pytest.fixture
def changed(app: Flask, clock: time_machine.Traveller) -> str:
    """The worked agreement at its end, whose host changed on 1 July 2018: entered when it was known."""
    clock.move_to(datetime(2020, 4, 1, 14, tzinfo=UTC))
    take_in(CUT_OFF)
    return worked.NUMBER


def _statement(as_of: date = END, cut_off: date = CUT_OFF) -> HandOver:
    return service.handover_statement(worked.NUMBER, cut_off=cut_off, as_of=as_of, known_at=EVER)


def test_each_host_has_its_part_and_together_they_are_the_agreement(changed: str) -> None:
    found = _statement()
    first, second = (it.flows for it in found.parts)
    received, interest, accepted, held = _by_hand(CUT_OFF)
    assert (first.received, first.interest, first.accepted) == (received, interest, accepted)
    assert (found.unspent, first.handed, second.handed) == (held, -held, held)
    assert first.held == 0
    whole = _by_hand(END)
    assert (first.received + second.received, first.accepted + second.accepted) == (whole[0], whole[2])
    agreement = service.agreement_statement(changed, year=None, as_of=END, known_at=EVER).cumulative
    assert agreement is not None
    assert found.whole.held == agreement.totals.unspent
    assert found.whole.receivable == agreement.totals.receivable
    assert found.whole.accepted == agreement.totals.accepted


def test_at_the_cut_off_what_is_not_accepted_passes_on(changed: str) -> None:
    found = _statement(as_of=CUT_OFF)
    waiting = [
        it["report"] for it in _sheet("reports") if it["accepted_on"] is None or _day(it["accepted_on"]) > CUT_OFF
    ]
    assert [it.number for it in found.obligations] == waiting
    assert len(found.parts) == 1
    assert found.incoming is None
    assert found.parts[0].flows.held == found.unspent


def test_there_is_no_cut_off_before_the_first_host(changed: str) -> None:
    with pytest.raises(NoHostThen):
        _statement(cut_off=date(2000, 1, 1))


def test_its_files_say_the_same(changed: str, sign_in: SignIn) -> None:
    client = sign_in("officer")
    address = f"/ententes/{changed}/coupure"
    found = json.loads(client.get(f"{address}.json").text)
    _, _, _, held = _by_hand(CUT_OFF)
    assert found["handed_over"]["unspent"] == f"{held / 100:.2f}"
    assert sum(_cents(it["accepted"]) for it in found["hosts"]) == _by_hand(END)[2]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data), data_only=True)
    totals = [cell.value for cell in book["Mandataires"][8]]
    assert totals[4] == pytest.approx(_by_hand(END)[0] / 100)
    assert client.get(f"{address}.pdf").data.startswith(b"%PDF")


def test_a_host_that_left_sees_its_own_period_only(changed: str, sign_in: SignIn) -> None:
    page = f"/ententes/{changed}"
    left, present = sign_in("preparer", organisation_code="ORG-001"), sign_in("signatory", organisation_code="ORG-B")
    found = json.loads(left.get(f"{page}/coupure.json").text)
    assert found["as_of"] == CUT_OFF.isoformat()
    assert [it["organisation"] for it in found["hosts"]] == ["ORG-001"]
    theirs = json.loads(left.get(f"{page}/etat.json").text)
    assert theirs["as_of"] == CUT_OFF.isoformat()
    assert json.loads(present.get(f"{page}/etat.json").text)["as_of"] == END.isoformat()
    assert "Carrefour des rives" not in left.get(f"{page}/personnes").text
    dates = [row[0] for row in rows(left.get(f"{page}/registre").text)]
    assert max(dates) <= CUT_OFF.isoformat()
    assert min(dates) < CUT_OFF.isoformat()
    assert "Carrefour des rives" in present.get(f"{page}/personnes").text


def test_a_change_decided_on_screen_offers_its_cut_off(changed: str, sign_in: SignIn) -> None:
    with transaction():
        organisation("ORG-C", name="Troisième maison")
    client = sign_in("officer", language="en")
    page = client.submit(
        f"/ententes/{changed}/decisions/mandataire",
        {"organisation": "ORG-C", "from_on": "2020-03-01", "reason": "Fusion.", "step": "check"},
    )
    assert page.status_code == 200
    assert f"/ententes/{changed}/coupure.pdf?fin=2020-02-29" in page.text


def test_the_agreement_s_people_and_statements_lead_to_it(changed: str, sign_in: SignIn) -> None:
    client = sign_in("auditor")
    for tab in ("personnes", "etats", "registre"):
        assert f"/ententes/{changed}/coupure.pdf?fin={CUT_OFF}" in client.get(f"/ententes/{changed}/{tab}").text, tab


def test_changing_host_on_screen_gives_the_same_statement(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2020, 4, 1, 14, tzinfo=UTC))
    worked.take_in()
    with transaction():
        agreement = session.query(Agreement).one()
        other = organisation("ORG-B", name="Carrefour des rives")
        grants.change_host(agreement, organisation_id=other.id, from_on=date(2020, 3, 1), author=Author("tests", now()))
    found = _statement(cut_off=date(2020, 2, 29))
    assert (found.outgoing, found.incoming) == (found.parts[0].name, "Carrefour des rives")
    assert found.whole.held == found.parts[1].flows.held


def test_the_list_of_a_host_that_left_stops_where_it_stopped(changed: str, sign_in: SignIn) -> None:
    left, present = sign_in("preparer", organisation_code="ORG-001"), sign_in("signatory", organisation_code="ORG-B")
    received, _, accepted, held = (
        f"{cents / 100:,.2f}".replace(",", " ").replace(".", ",") for cents in _by_hand(CUT_OFF)
    )
    (row,) = rows(left.get("/ententes").text)
    assert {received, accepted, held} <= {cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row}
    (row,) = rows(present.get("/ententes").text)
    assert received not in {cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row}
    assert changed in left.get("/").text
