"""Names are kept as they were given, without what could deceive or harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.files.names import MAX_BYTES, split, tidy


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Facture n° 12 – août.pdf", "Facture n° 12 – août.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lise\\Facture.pdf", "Facture.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("a\u200b\u200e\ufeffb.pdf", "ab.pdf"),
        ("deux\r\nlignes\x00.pdf", "deux lignes.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        (".htaccess", "htaccess"),
        ("  facture .pdf. ", "facture .pdf"),
        ("", "document"),
        ("…/..", "document"),
        ("ᐃᓄᒃᑎᑐᑦ.pdf", "ᐃᓄᒃᑎᑐᑦ.pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, kept: str) -> None:
    assert tidy(given) == kept


def test_a_long_name_keeps_its_beginning_and_its_extension() -> None:
    name = tidy("Procès-verbal de l’assemblée " + "é" * 300 + ".pdf")
    assert name.startswith("Procès-verbal de l’assemblée é")
    assert name.endswith("é….pdf")
    assert len(name.encode()) <= MAX_BYTES
    assert tidy("ᐃ" * 300 + ".pdf").endswith("ᐃ….pdf")


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_a_file_can_have(given: str) -> None:
    name = tidy(given)
    assert 0 < len(name.encode()) <= MAX_BYTES
    assert not set(name) & set("/\\\r\n\0\u202e")
    assert name not in {".", ".."}
    assert "".join(split(name)) == name
    assert tidy(name) == name
