"""The bank's answer, beside what was sent."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from tracker.errors import DomainError
from tracker.grants.payments.answers import Match, Sent, compare, read
from tracker.web.language import say

TODAY = date(2019, 10, 14)
SENT = (Sent("TR1", 3_472_03, True), Sent("TR2", 100_00, True), Sent("TR3", 50_00, True), Sent("TR4", 1_00, False))


def matches(text: str) -> list[tuple[str, Match]]:
    return [(it.reference, it.match) for it in compare(read(text), SENT, today=TODAY)]


def test_matched_partial_and_unmatched() -> None:
    text = (
        "Référence croisée;Montant;Statut;Date de paiement\n"
        "tr1;3 472,03 $;Payé;2019-10-11\n"
        "TR2;99,00;payé;2019-10-11\n"
        "TR9;1,00;payé;2019-10-11\n"
        "TR1;3 472,03;payé;2019-10-11\n"
        "TR4;1,00;payé;2019-10-11\n"
    )
    assert matches(text) == [
        ("TR1", Match.PAID),
        ("TR2", Match.DIFFERENT),
        ("TR9", Match.UNKNOWN),
        ("TR1", Match.REPEATED),
        ("TR4", Match.RECORDED),
        ("TR3", Match.SILENT),
    ]


def test_what_the_bank_refused_and_what_cannot_be_read() -> None:
    text = (
        "reference,amount,status,date\n"
        'TR1,"3,472.03",rejected,\n'
        "TR2,100.00,perhaps,2019-10-11\n"
        "TR3,50.00,paid,2019-10-15\n"
        ",,,\n"
    )
    assert matches(text) == [
        ("TR1", Match.REJECTED),
        ("TR2", Match.UNREADABLE),
        ("TR3", Match.AHEAD),
        ("TR4", Match.RECORDED),
    ]


@pytest.mark.parametrize("text", ["", "reference,amount,date\nTR1,1,2019-10-11", "n’importe quoi"])
def test_a_file_without_its_columns_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(text)
    assert refused.value.field == "file"


@pytest.mark.parametrize(("lang", "column"), [("fr", "statut"), ("en", "status")])
def test_a_missing_column_is_named_in_the_reader_s_language(app: Flask, lang: str, column: str) -> None:
    with pytest.raises(DomainError) as refused:
        read("Référence;Montant;Date\nTR1;1,00;2019-10-11")
    with app.app_context(), force_locale(lang):
        assert say(refused.value.message).endswith(f"{column}.")
