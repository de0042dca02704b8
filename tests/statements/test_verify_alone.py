"""``docs/verify.py`` beside the application: a statement, an extract of the journal, and what was done to them."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config import ROOT
from tests import worked
from tests.statements.issuing import KINDS, content, find, finish, flipped, freeze, freeze_one, take_in_every_kind
from tracker import create_app
from tracker.cli import main
from tracker.statements import canonical

FALSE_FIGURE = {
    "agreement": ("lines", "accepted"),
    "disbursements": ("years", "gross"),
    "framework": ("agreements", "accepted"),
    "handover": ("hosts", "handed"),
    "programme": ("agreements", "accepted"),
    "region": ("agreements", "accepted"),
}
"""In each kind of statement, a table and a column of it."""
SCRIPT = ROOT / "docs" / "verify.py"
Entries = list[dict[str, Any]]


@pytest.fixture
def bare_command(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The application's commands, on a database that holds nothing yet."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", empty_database)
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")
    invoke: Callable[..., Result] = lambda *args: CliRunner().invoke(main, [str(arg) for arg in args])  # noqa: E731
    assert invoke("db", "upgrade").exit_code == 0
    return invoke


@pytest.fixture
def command(bare_command: Callable[..., Result]) -> Callable[..., Result]:
    """The same on one that holds the worked agreement."""
    assert bare_command("import", worked.PATH).exit_code == 0
    return bare_command


def issued(folder: Path, *years: str | None, files: bool = False) -> list[Path]:
    """Statements of the worked agreement as of their end, each in a file: its record, or its PDF."""
    app, paths = create_app(), []
    with app.app_context():
        for year in years:
            frozen = freeze(year, as_of=date(2019, 9, 1))
            path = folder / f"{year}.{'pdf' if files else 'json'}"
            if files:
                row = finish(frozen)
                path.write_bytes(content(row, "pdf"))
                path.with_suffix(".xlsx").write_bytes(content(row, "xlsx"))
            else:
                path.write_bytes(proof_of(frozen.number))
            paths.append(path)
    app.extensions["engine"].dispose()
    return paths


def proof_of(number: str) -> bytes:
    row = find(number)
    return canonical.proof(row.canonical.encode(), public_key=row.public_key, signature=row.signature)


def alone(*args: object, lang: str = "en_CA.UTF-8") -> tuple[int, str]:
    """Run the script as an auditor would: another process, no module of ours, isolated from this environment."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *map(str, args)],
        capture_output=True,
        text=True,
        env={"LC_ALL": lang, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("agreement", [(), ("--agreement", worked.NUMBER)], ids=["whole journal", "one agreement"])
def test_what_the_application_issues_is_confirmed_without_it(
    command: Callable[..., Result], tmp_path: Path, agreement: tuple[str, ...]
) -> None:
    extract = tmp_path / "extract.jsonl"
    assert command("export", "journal", extract, *agreement).exit_code == 0
    for path in issued(tmp_path, None, *worked.YEARS):
        code, said = alone(path, "--journal", extract)
        assert code == 0, said
        assert said.count("YES") == 4


def test_the_pdf_the_workbook_and_the_commands(command: Callable[..., Result], tmp_path: Path) -> None:
    extract = tmp_path / "extract.jsonl"
    (pdf,) = issued(tmp_path, "2016-2017", files=True)
    command("export", "journal", extract)
    code, said = alone(pdf, "--journal", extract)
    assert code == 0, said
    assert "NON" not in alone(pdf, lang="fr_CA.UTF-8")[1]
    code, said = alone(pdf.with_suffix(".xlsx"), "--journal", extract)
    assert (code, "NO" in said) == (0, False), said
    for path in (pdf, pdf.with_suffix(".xlsx")):
        good = command("verify", path)
        assert (good.exit_code, "unaltered" in good.stdout) == (0, True)
    (tmp_path / "altered.pdf").write_bytes(flipped(pdf.read_bytes(), 5_000))
    bad = command("verify", tmp_path / "altered.pdf")
    assert (bad.exit_code, "it was altered" in bad.stdout) == (1, True)
    assert command("verify", tmp_path / "nowhere.pdf").exit_code == 2
    assert command("verify", SCRIPT).exit_code == 1


def removed(entries: Entries) -> None:
    del entries[12]


def reordered(entries: Entries) -> None:
    entries[12], entries[13] = entries[13], entries[12]


def tail_cut(entries: Entries) -> None:
    del entries[25:]


def tail_cut_and_said_so(entries: Entries) -> None:
    del entries[25:]
    entries[0] |= {"seq": entries[-1]["seq"], "head": entries[-1]["hash"]}


def edited(entries: Entries) -> None:
    posting = next(
        p for entry in entries[1:] for p in entry["postings"] if entry["kind"] == "payment" and p[2] == "cash"
    )
    posting[6] = str(int(posting[6]) - 100)


def edited_and_sealed_again(entries: Entries) -> None:
    edited(entries)
    previous = "0" * 64
    for entry in entries[1:]:
        entry["previous_hash"] = previous
        content = {key: value for key, value in entry.items() if key != "hash"}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        entry["hash"] = previous = hashlib.sha256(text.encode()).hexdigest()
    entries[0]["head"] = previous


def hollowed(entries: Entries) -> None:
    entry = entries[12]
    entries[12] = {key: entry[key] for key in ("seq", "previous_hash", "hash")}


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (removed, ["entry 12 missing", "entry 12, which the statement counts, missing"]),
        (reordered, ["entry 12 out of order, after 13"]),
        (
            tail_cut,
            ["tail cut: 24 instead of 30", "statement issued at entry 30, journal ends at 24: tail cut, or database"],
        ),
        (tail_cut_and_said_so, ["statement issued at entry 30, journal ends at 24: tail cut, or database older"]),
        (edited, ["entry 2 is not what was sealed", "totals/cash: statement 341160.00, journal 341161.00"]),
        (
            edited_and_sealed_again,
            ["entry 30 does not have the fingerprint printed on the statement: journal rewritten"],
        ),
        (hollowed, ["entry 12, which the statement counts, missing"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_was_done_to_the_journal_is_named(
    command: Callable[..., Result], tmp_path: Path, change: Callable[[Entries], None], sentences: list[str]
) -> None:
    (path,) = issued(tmp_path, None)
    extract = tmp_path / "extract.jsonl"
    assert command("export", "journal", extract, "--agreement", worked.NUMBER).exit_code == 0
    entries = [json.loads(line) for line in extract.read_text().splitlines()]
    assert [entry["seq"] for entry in entries[1:]] == list(range(1, 31))
    change(entries)
    extract.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    code, said = alone(path, "--journal", extract)
    assert code == 1
    for sentence in sentences:
        assert sentence in said, said


def test_what_was_done_to_the_statement_is_named(command: Callable[..., Result], tmp_path: Path) -> None:
    (path,) = issued(tmp_path, "2016-2017")
    extract = tmp_path / "extract.jsonl"
    command("export", "journal", extract, "--agreement", worked.NUMBER)
    whole = json.loads(path.read_text())
    key = whole["signature"]["public_key"]
    assert alone(path, "--key", key)[0] == 0
    code, said = alone(path, "--key", "0" * 64)
    assert (code, "the key is not the funder’s" in said) == (1, True)
    whole["statement"]["figures"]["totals"]["accepted"] = "96481.25"
    path.write_text(json.dumps(whole))
    code, said = alone(path, "--journal", extract)
    assert code == 1
    for sentence in (
        "the fingerprint is not that of the figures",
        "the signature is not that of the figures",
        "totals/accepted: statement 96481.25, journal 96480.25",
    ):
        assert sentence in said
    french = alone(path, "--journal", extract, lang="fr_CA.UTF-8")[1]
    assert "totals/accepted : état 96481.25, journal 96480.25" in french


def test_what_is_no_statement_is_nothing_to_check(tmp_path: Path) -> None:
    for whole in (b"%PDF-1.7", b"{}", b"", b'{"statement": 1, "sha256": 2, "signature": 3}', b'{"a": 1, "a": 2}'):
        (tmp_path / "file").write_bytes(whole)
        code, said = alone(tmp_path / "file")
        assert code == 2
        assert "Traceback" not in said


def test_its_signatures_are_those_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    import verify as script

    for length in range(8):
        key = Ed25519PrivateKey.from_private_bytes(bytes([length]) * 32)
        public, message = key.public_key().public_bytes_raw(), b"x" * length * 40
        signature = key.sign(message)
        assert script.is_signed(message, signature, public)
        assert not script.is_signed(message + b"y", signature, public)
        assert not script.is_signed(message, flipped(signature, 3), public)
        assert not script.is_signed(message, flipped(signature, 40), public)
        assert not script.is_signed(message, signature, flipped(public, 0))
        more = int.from_bytes(signature[32:], "little") + script.ORDER  # the same number, written otherwise
        assert not script.is_signed(message, signature[:32] + more.to_bytes(32, "little"), public)
    # RFC 8032, 7.1, test 2
    assert script.is_signed(
        b"\x72",
        bytes.fromhex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
    )


def test_statements_of_every_kind_are_confirmed_and_a_false_figure_is_named(
    bare_command: Callable[..., Result], tmp_path: Path
) -> None:
    app, extract = create_app(), tmp_path / "journal.jsonl"
    paths = []
    with app.app_context():
        take_in_every_kind()
        for rank, (what, name, year) in enumerate(KINDS):
            number = freeze_one(what, name, year, as_of=date(2019, 9, 1)).number
            paths.append((what, tmp_path / f"{rank}.json"))
            paths[-1][1].write_bytes(proof_of(number))
    app.extensions["engine"].dispose()
    assert bare_command("export", "journal", extract).exit_code == 0
    for what, path in paths:
        code, said = alone(path, "--journal", extract)
        assert (code, "NO" in said) == (0, False), said
        proof = json.loads(path.read_bytes())
        rows, column = FALSE_FIGURE[what]
        proof["statement"]["figures"][rows][0][column] = "1.00"
        path.write_text(json.dumps(proof))
        code, said = alone(path, "--journal", extract)
        assert code == 1
        assert f"{column}: statement 1.00, journal " in said


def test_it_needs_nothing_but_the_standard_library() -> None:
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text()))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= set(sys.stdlib_module_names)
    assert imported.isdisjoint({"socket", "urllib", "http", "subprocess", "ctypes"})
