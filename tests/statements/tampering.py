"""The tamper table of docs/verifying.md, made by tampering: what was changed, and what was said of it.

``python -m tests.statements.tampering`` writes it there; ``test_tampering`` asserts that it is what the page shows.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config import ROOT
from tests import worked
from tests.conftest import TODAY, make_app
from tests.statements.falsifying import (
    Entries,
    amount_edited,
    entries_reordered,
    entry_removed,
    figure_edited,
    made_to_fit,
    of_entries,
    of_lines,
    older_database,
    page_stream,
    repacked,
    replacing,
    sealed_again,
    signed_again,
    tail_cut,
    with_attached,
    with_cell,
    within,
)
from tests.statements.issuing import (
    KINDS,
    content,
    declare_interest,
    find,
    finish,
    flipped,
    freeze_one,
    take_in_every_kind,
    without_guard,
)
from tracker import migrations
from tracker.audit.package import bundle, check, read
from tracker.cli.journal import answer_of
from tracker.db import now, session
from tracker.ledger import journal
from tracker.statements import canonical, extract, verify
from tracker.statements.models import IssuedStatement
from tracker.statements.signing import signer
from tracker.web.language import say, speaking

PAGE = ROOT / "docs" / "verifying.md"
BEGIN, END = "<!-- tampering -->\n", "<!-- /tampering -->\n"
HEAD = "| file | what was changed | `verify`, and the page | without this application |\n|---|---|---|---|\n"
AS_OF = date(2019, 9, 1)
NOTHING = "–"
WORDS = {"handover": "cut-off of", "disbursements": "disbursements of"}
MOST = 3
"""How many reasons of the scripts a row tells."""


class Row(NamedTuple):
    """One line of the table. ``ours``: what this application says; ``alone``: what a script without it does."""

    file: str
    changed: str
    ours: str
    alone: str

    def text(self) -> str:
        return f"| {' | '.join(self)} |\n"


def table() -> str:
    """The table, in an application at hand that holds nothing yet and whose commits are real."""
    return HEAD + "".join(row.text() for row in rows())


def rows() -> Iterator[Row]:
    """Everything tampered with, in the order of the table."""
    take_in_every_kind()
    issued = {kind: find(freeze_one(*kind, as_of=AS_OF, languages=("fr",)).number) for kind in KINDS}
    year = finish(freeze_one("agreement", worked.NUMBER, "2016-2017", as_of=AS_OF))
    other = finish(freeze_one("disbursements", worked.NUMBER, None, as_of=AS_OF))
    with tempfile.TemporaryDirectory() as folder, speaking("en"):
        bench = Bench(Path(folder))
        yield from _pdf(bench, year, other)
        yield from _workbook(bench, year, other)
        yield from _record(bench, year)
        for kind, row in issued.items():
            yield bench.judged(f"JSON, {_named(*kind)}", "a figure edited", figure_edited(proof_of(row)))
        yield from _journal(bench, year)
        yield from _package(bench)
        yield from _database(bench, year)


class Bench:
    """Where files are laid down to be looked at, and what is said of them is written up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.extract = folder / "extract.jsonl"
        self.extract.write_bytes(b"".join(extract.lines(None)))
        self.key = signer().public_key

    def judged(self, file: str, changed: str, whole: bytes, *, alone: str | None = None) -> Row:
        """A file of a statement, here and with the script."""
        return Row(file, changed, ours(whole), alone or self.alone("verify.py", whole, "--journal", self.extract))

    def alone(self, script: str, whole: bytes, *more: object) -> str:
        """What a script of the documentation says, in another process that knows nothing of us."""
        path = self.folder / "file"
        path.write_bytes(whole)
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(ROOT / "docs" / script), str(path), *map(str, more), "--key", self.key],
            capture_output=True,
            text=True,
            env={"LC_ALL": "en_CA.UTF-8", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
            check=False,
        )
        if done.returncode == 0:
            return "agrees"
        if done.returncode == 2:
            return f"nothing to check: {done.stderr.strip().removeprefix(str(path)).lstrip(' :')}"
        lines = done.stdout.splitlines()
        found = [line.strip() for line in lines if line.startswith("   ")] or lines
        more_ = f"<br>and {len(found) - MOST} more" if len(found) > MOST else ""
        return _without_what_varies("<br>".join(found[:MOST]) + more_)


def ours(whole: bytes) -> str:
    """What this application says of a file of a statement."""
    verdict = verify.judge(whole)
    return _told(verdict.headline, *verdict.reasons)


def _told(*said: Any) -> str:
    return _without_what_varies("<br>".join(say(each) for each in said))


def _without_what_varies(text: str) -> str:
    """Sizes and places in bytes, which are another machine's; keys and codes, which are drawn."""
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("|", "/")
    text = re.sub(
        r"from byte \S+ on; it has \S+, the issued file \S+\.",
        "from byte … on; it has … bytes, the issued file ….",
        text,
    )
    return re.sub(r"\b[0-9a-f]{64}\b", "…", text)


def _named(what: str, name: str, year: str | None) -> str:
    return f"{WORDS.get(what, what)} {name}, {year or 'cumulative'}"


# --- Files of a statement


def proof_of(row: IssuedStatement) -> bytes:
    return canonical.proof(row.canonical.encode(), public_key=row.public_key, signature=row.signature)


def _pdf(bench: Bench, row: IssuedStatement, other: IssuedStatement) -> Iterator[Row]:
    whole, proof = content(row, "pdf"), proof_of(row)
    for changed, made in (
        ("nothing", whole),
        ("a byte of a page flipped", flipped(whole, page_stream(whole))),
        ("its last byte cut", whole[:-1]),
        ("its second half cut", whole[: len(whole) // 2]),
        ("a figure of the record inside edited", with_attached(whole, ".json", figure_edited(proof))),
        ("the record inside swapped for another statement’s", with_attached(whole, ".json", proof_of(other))),
        ("the workbook inside swapped for another statement’s", with_attached(whole, ".xlsx", content(other, "xlsx"))),
    ):
        yield bench.judged("PDF", changed, made)


def _workbook(bench: Bench, row: IssuedStatement, other: IssuedStatement) -> Iterator[Row]:
    whole = content(row, "xlsx")
    for changed, made in (
        ("nothing", whole),
        ("a byte of a sheet flipped", flipped(whole, within(whole, "xl/worksheets/sheet2.xml"))),
        ("an amount edited", with_cell(whole, "Dépenses", "G5", 99_999)),
        ("a note edited", with_cell(whole, "Notes", "B4", "Rien")),
        ("its second half cut", whole[: len(whole) // 2]),
        ("another statement’s workbook, under its name", content(other, "xlsx")),
    ):
        yield bench.judged("Excel", changed, made)


def _record(bench: Bench, row: IssuedStatement) -> Iterator[Row]:
    whole = proof_of(row)
    for changed, made in (
        ("nothing", whole),
        ("a byte of an amount flipped", flipped(whole, whole.index(b'"accepted":"') + 12)),
        ("a figure edited, the fingerprint made to fit", made_to_fit(whole)),
        ("a figure edited, signed again with another key", signed_again(whole)),
        ("an entry removed from those it counts", of_entries(lambda them: them[:3] + them[4:])(whole)),
        ("the entries it counts reordered", of_entries(lambda them: them[::-1])(whole)),
        ("its second half cut", whole[: len(whole) // 2]),
    ):
        yield bench.judged("JSON", changed, made)


# --- The journal's extract


def _journal(bench: Bench, row: IssuedStatement) -> Iterator[Row]:
    whole, proof = bench.extract.read_bytes(), proof_of(row)
    changes: tuple[tuple[str, Callable[[Entries], None]], ...] = (
        ("an amount edited", amount_edited),
        ("an amount edited, every entry sealed again", sealed_again),
        ("an entry removed", entry_removed),
        ("two entries reordered", entries_reordered),
        ("its tail cut", tail_cut),
        ("taken from an older database", older_database),
    )
    made = bench.folder / "tampered.jsonl"
    made.write_bytes(flipped(whole, whole.index(b'"actor":"') + 10))
    yield Row("journal extract", "a byte flipped", NOTHING, bench.alone("verify.py", proof, "--journal", made))
    for changed, change in changes:
        entries = [json.loads(line) for line in whole.splitlines()]
        change(entries)
        made.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        yield Row("journal extract", changed, NOTHING, bench.alone("verify.py", proof, "--journal", made))


# --- An audit package


def _package(bench: Bench) -> Iterator[Row]:
    out = io.BytesIO()
    bundle.write(read.dossier(worked.NUMBER, year=None, as_of=AS_OF, known_at=now()), form="zip", lang="en", out=out)
    whole, mine = out.getvalue(), Ed25519PrivateKey.generate()
    accepted = json.loads(zipfile.ZipFile(out).read("dossier.json"))["lead"][0]["figures"][0]["amount"].encode()
    path = bench.folder / "package.zip"
    for changed, made in (
        ("nothing", whole),
        ("a byte of a file flipped", repacked(whole, "README.txt", lambda it: flipped(it, 40))),
        ("a file removed", repacked(whole, "README.txt", None)),
        ("a file swapped for another", repacked(whole, "00-index.pdf", lambda _: b"%PDF-1.7 another")),
        (
            "a figure edited, the manifest made to fit and signed with another key",
            repacked(whole, "dossier.json", replacing(accepted, b"1.00"), key=mine),
        ),
        (
            "an entry of its extract removed, the same",
            repacked(whole, "extract.jsonl", of_lines(lambda them: them[:12] + them[13:]), key=mine),
        ),
        (
            "two entries of its extract reordered, the same",
            repacked(whole, "extract.jsonl", of_lines(lambda it: [*it[:12], it[13], it[12], *it[14:]]), key=mine),
        ),
        (
            "the tail of its extract cut, the same",
            repacked(whole, "extract.jsonl", of_lines(lambda them: them[:-1]), key=mine),
        ),
    ):
        path.write_bytes(made)
        verdict = check.judge(io.BytesIO(made))
        assert verdict is not None
        told = _told(verdict.headline, *verdict.reasons)
        yield Row("audit package", changed, told, bench.alone("verify_package.py", made))


# --- The database itself, by its owner


def _database(bench: Bench, row: IssuedStatement) -> Iterator[Row]:
    id_, pdf = row.id, content(row, "pdf")
    seq, digest = row.journal_seq, row.journal_head
    session.rollback()

    def done(changed: str, *statements: str, undone: str | None = None) -> Row:
        without_guard(*TABLES, statements=statements)
        told = ours(pdf)
        session.rollback()
        chain = _told(answer_of(journal.verify()))
        if undone:
            without_guard(*TABLES, statements=[undone])
        return Row("database", changed, f"{told}<br>`journal verify`: {chain}", NOTHING)

    yield done(
        "the record of a statement edited",
        f"UPDATE issued_statement SET canonical = replace(canonical, '96480.25', '96481.25') WHERE id = {id_}",
        undone=f"UPDATE issued_statement SET canonical = replace(canonical, '96481.25', '96480.25') WHERE id = {id_}",
    )
    yield done(
        "an amount of an entry edited",
        "UPDATE posting SET amount = amount + 100 WHERE entry = 2 AND account = 'cash'",
        undone="UPDATE posting SET amount = amount - 100 WHERE entry = 2 AND account = 'cash'",
    )
    yield done(
        "the entry of issue sealed again",
        f"UPDATE journal_entry SET hash = '{'0' * 63}1' WHERE seq = {seq}",
        undone=f"UPDATE journal_entry SET hash = '{digest}' WHERE seq = {seq}",
    )
    declare_interest()
    freeze_one("agreement", worked.NUMBER, "2016-2017", as_of=AS_OF)
    session.commit()
    yield done("nothing: a later statement superseded it")
    yield done("its tail cut", "DELETE FROM posting WHERE entry > 20", "DELETE FROM journal_entry WHERE seq > 20")
    yield done(
        "an older one put back, from before the statement",
        *(f"DELETE FROM {name}" for name in TABLES[:2]),
        "UPDATE journal_head SET seq = 20, hash = (SELECT hash FROM journal_entry WHERE seq = 20)",
    )
    yield done(
        "the same, an entry removed", "DELETE FROM posting WHERE entry = 12", "DELETE FROM journal_entry WHERE seq = 12"
    )


TABLES = ("statement_file", "issued_statement", "posting", "journal_entry", "journal_head")


def main() -> None:
    """Tamper with everything on a database of its own, and write the table into the page."""
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(TODAY, tick=False):
        app = make_app(f"sqlite:///{folder}/tampering.db", Path(folder))
        with app.app_context():
            migrations.upgrade()
            made = table()
        app.extensions["engine"].dispose()
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + BEGIN + made + END + rest.partition(END)[2])


if __name__ == "__main__":
    main()
