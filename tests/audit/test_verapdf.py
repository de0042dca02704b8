"""The index of an audit package and an auditor's working papers are valid PDF/A-3a and PDF/UA-1 in veraPDF, whatever
a partner answered. Where Java is absent this is skipped, as tests/statements/test_verapdf.py is."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.conftest import AUDIT
from tests.audit.test_evidence import HOST, answer, ask
from tests.files import samples
from tests.pages import PageClient
from tests.statements.test_verapdf import validated

pytestmark = pytest.mark.skipif(shutil.which("javac") is None, reason="no Java here: veraPDF did not run")

WRITTEN = "Voilà : l’original « perdu » 😀 日本語 ᐃᓄᒃᑎᑐᑦ\nדוגמה"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_index_and_the_papers_are_valid_as_archives_and_as_accessible(
    drawn: PageClient, sign_in: Callable[..., PageClient], tmp_path: Path, lang: str
) -> None:
    request_id = ask(drawn, WRITTEN)
    answer(sign_in("preparer", organisation_code=HOST, language="en"), request_id, WRITTEN, facture=samples.PDF)
    paths = []
    for year in ("", "2017-2018"):
        index = drawn.get(f"{AUDIT}.pdf?annee={year}&arrete=2020-03-31&langue={lang}").data
        paths.append(tmp_path / f"index-{year or 'cumulatif'}.pdf")
        paths[-1].write_bytes(index)
    papers = zipfile.ZipFile(io.BytesIO(drawn.get(f"{AUDIT}/1.zip?langue={lang}").data))
    sheet = next(name for name in papers.namelist() if name.endswith(".pdf") and "/" not in name)
    paths.append(tmp_path / "papers.pdf")
    paths[-1].write_bytes(papers.read(sheet))
    found = validated(paths, "3a", "ua1")
    assert len(found) == 2 * len(paths)
    assert {key: faults for key, faults in found.items() if faults} == {}
