"""A document claimed twice is flagged to the reviewer and to the auditor (DOMAIN rule 20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.pages import rows, said
from tests.pages import PageClient
from tracker.db import now, session, transaction
from tracker.grants.models import Agreement, Obligation
from tracker.grants.service import Author
from tracker.reports.documents import queries
from tracker.reports.documents.matching import Claim, Why, folded_name, folded_number, match_key, pairs
from tracker.reports.documents.models import ClaimedDocument
from tracker.reports.documents.service import Claimed, claim
from tracker.reports.models import Report

SignIn = Callable[..., PageClient]
DAY = date(2017, 3, 2)
INVOICE = Claimed(
    line="actions", supplier="Imprimerie L’Étoile inc.", document_on=DAY, number="F-00123", amount=4_500_00
)
SCAN = "a" * 64


def _report(number: str) -> Report:
    return (
        session.query(Report)
        .join(Report.obligation)
        .join(Obligation.agreement)
        .filter(Agreement.number == number)
        .one()
    )


def _claim(number: str, *documents: Claimed) -> list[ClaimedDocument]:
    with transaction():
        return claim(_report(number), documents, author=Author("tests", now()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Imprimerie L’Étoile inc.", "IMPRIMERIE ETOILE"),
        ("Imprimerie L'Etoile, Ltée", "imprimerie l’étoile"),
        ("Les Œuvres du Cap", "les oeuvres  du cap"),
    ],
)
def test_one_supplier_is_written_in_many_ways(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


def test_suppliers_and_numbers_that_differ_stay_apart() -> None:
    assert folded_name("Imprimerie du Cap") != folded_name("Imprimerie du Lac")
    assert folded_name("Co inc.") != ""
    assert folded_number("No 00-123") == folded_number("no 123") == "no123"
    assert folded_number("F-123") != folded_number("F-124")


@given(st.text(max_size=20), st.text(max_size=12), st.integers(-(10**12), 10**12))
def test_the_key_is_the_same_whatever_the_case(supplier: str, number: str, amount: int) -> None:
    usual = match_key(supplier=supplier, document_on=DAY, amount=amount, number=number)
    assert len(usual) == 64
    assert usual == match_key(supplier=f" {supplier} ", document_on=DAY, amount=amount, number=f"{number} ")
    assert usual != match_key(supplier=supplier, document_on=DAY, amount=amount + 1, number=number)


def test_a_scan_of_many_documents_of_one_report_is_not_a_repetition() -> None:
    claims = [Claim(id_, 1, f"k{id_}", SCAN) for id_ in range(1, 100)]
    assert list(pairs(claims)) == []


def test_each_repetition_is_told_once_with_the_first_claim() -> None:
    claims = [Claim(1, 1, "k", SCAN), Claim(2, 1, "k", None), Claim(3, 2, "k", SCAN), Claim(4, 3, "x", SCAN)]
    assert [(it.first, it.second, it.why) for it in pairs(claims)] == [
        (1, 2, (Why.FACTS,)),
        (1, 3, (Why.FACTS, Why.FILE)),
        (1, 4, (Why.FILE,)),
    ]


def test_a_claim_in_another_agreement_is_flagged_on_both_reports(cadre: str) -> None:
    _claim("S-A", INVOICE)
    again = Claimed(line="actions", supplier="imprimerie etoile", document_on=DAY, number="f 123", amount=4_500_00)
    _claim("S-B", again, Claimed(line="actions", supplier="Autre", document_on=DAY, number="1", amount=10_00))
    for number in ("S-A", "S-B"):
        (flag,) = queries.of_report(_report(number).id)
        assert (flag.state, flag.why, flag.at_stake) == ("open", (Why.FACTS,), 4_500_00)
    assert queries.of_report(_report(cadre).id) == []
    assert len(queries.everywhere()) == 1


def test_claiming_again_what_did_not_change_keeps_what_was_decided(cadre: str) -> None:
    (first,) = _claim("S-A", INVOICE)
    (second,) = _claim("S-B", INVOICE)
    assert [it.id for it in _claim("S-B", INVOICE)] == [second.id]
    assert [(it.first.id, it.second.id) for it in queries.everywhere()] == [(first.id, second.id)]
    _claim("S-B")
    assert queries.everywhere() == []


def test_a_reviewer_decides_and_auditors_read_why(cadre: str, sign_in: SignIn) -> None:
    (first,) = _claim("S-A", INVOICE)
    (second,) = _claim("S-B", INVOICE)
    address = f"/doublons/{first.id}/{second.id}"
    auditor = sign_in("auditor", language="en")
    assert rows(auditor.get("/doublons").text)[0][:4] == [
        "Imprimerie L’Étoile inc.no. F-00123, 2017-03-02", "4,500.00", "S-Areport 1", "S-Breport 1",
    ]  # fmt: skip
    assert 'name="outcome"' not in auditor.get(address).text
    officer = sign_in("officer", language="en")
    assert officer.submit(address).status_code == 422
    answer = officer.submit(address, {"outcome": "confirmed", "reason": "Même facture, réclamée deux fois."})
    assert answer.status_code == 303
    assert rows(auditor.get("/doublons?vue=confirmees").text)[0][-1] == "Claimed twice"
    assert "Même facture" in said(auditor.get(address).text)
    assert "None here" in said(auditor.get("/doublons").text)
    assert "Même facture" in said(officer.get("/ententes/S-A/historique").text)


def test_an_auditor_decides_nothing(cadre: str, sign_in: SignIn) -> None:
    (first,) = _claim("S-A", INVOICE)
    (second,) = _claim("S-B", INVOICE)
    client = sign_in("auditor")
    page = client.get("/compte").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post(
        f"/doublons/{first.id}/{second.id}", data={"csrf_token": token, "outcome": "explained", "reason": "x"}
    )
    assert answer.status_code == 403
