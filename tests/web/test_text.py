"""Text is kept as written, without what cannot be seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.web.text import clean


def test_accents_take_one_form() -> None:
    assert clean("e\u0301te\u0301") == "été"


def test_one_line_has_no_control_characters() -> None:
    assert clean("  Maison\x00 de\tla\r\nfamille\x07 ") == "Maison de la famille"


def test_several_lines_stay() -> None:
    assert clean("Un\r\nDeux\rTrois\x0b", lines=True) == "Un\nDeux\nTrois"


def test_a_text_cannot_pretend_to_read_otherwise() -> None:
    assert clean("facture\u202efdp.exe") == "facturefdp.exe"


def test_typography_and_emoji_are_left_alone() -> None:
    kept = "« 12\u00a0% » – l’été 👩\u200d🏫"
    assert clean(kept) == kept


@given(st.text(), st.booleans())
def test_cleaning_twice_changes_nothing_more(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once
