"""The commands, as a person or a script types them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tests import worked
from tracker.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("journal", "verify")`` on a database of the test's own, in English."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", empty_database)
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")
    monkeypatch.chdir(tmp_path)
    invoke: Run = lambda *args: CliRunner().invoke(main, [str(arg) for arg in args])  # noqa: E731
    assert invoke("db", "upgrade").exit_code == 0
    return invoke


@pytest.fixture
def imported(run: Run) -> Run:
    assert run("import", worked.PATH).exit_code == 0
    return run


def test_an_import_says_what_it_took_in(run: Run) -> None:
    rehearsal = run("import", worked.PATH, "--dry-run")
    assert rehearsal.exit_code == 0
    assert "payments\t10" in rehearsal.stdout
    assert "0 entries checked" in run("journal", "verify").stdout
    assert "30 journal entries" in run("import", worked.PATH).stdout
    assert "30 entries checked" in run("journal", "verify").stdout


def test_a_broken_workbook_exits_2_and_names_every_cell(run: Run, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(worked.PATH)
    book["expenses"]["C5"] = "hotels"
    book["payments"]["F7"] = 9_999_999
    book["budget"]["D3"] = "beaucoup"
    book.create_sheet("notes")["A1"] = "hello"
    book.save(tmp_path / "broken.xlsx")
    result = run("import", "broken.xlsx")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    for start in ("notes: ", "budget!D3: « beaucoup »", "expenses!C5: « hotels »", "payments!F7: « 9999999.00 »"):
        assert any(line.startswith(start) for line in lines), start
    assert "0 entries checked" in run("journal", "verify").stdout


def test_errors_speak_the_language_of_the_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.load_workbook(worked.PATH)
    book["budget"]["D3"] = "beaucoup"
    book.save(tmp_path / "broken.xlsx")
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    said = run("import", "broken.xlsx").stderr
    assert "un montant, comme 1\u00a0234,56 ou 1,234.56" in said
    assert "Rien n’a été modifié" in said


@pytest.mark.parametrize("as_of", worked.EXPECTED)
def test_statements_as_json_are_the_promised_objects(imported: Run, as_of: str) -> None:
    for year in (None, *worked.YEARS):
        which = ("--cumulative",) if year is None else ("--year", year)
        result = imported(
            "statement", "agreement", worked.NUMBER, *which, "--as-of", as_of, "--format", "json", "--output", "-"
        )
        assert result.exit_code == 0, result.stderr
        assert json.loads(result.stdout) == worked.expected(as_of, year)


def test_what_was_not_known_yet_is_not_told(imported: Run) -> None:
    result = imported(
        "statement", "agreement", worked.NUMBER, "--cumulative", "--known-at", "2019-01-01T00:00:00-05:00",
        "--format", "json", "--output", "-",
    )  # fmt: skip
    assert json.loads(result.stdout)["totals"]["accepted"] == "0.00"


def test_files_are_named_after_what_they_hold(imported: Run, tmp_path: Path) -> None:
    result = imported(
        "statement", "agreement", worked.NUMBER, "--year", "2016-2017", "--as-of", "2020-03-31", "--format", "xlsx"
    )
    assert result.exit_code == 0
    content = (tmp_path / "etat-PE-2016-014-2016-2017-2020-03-31.xlsx").read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("statement", "agreement", "PE-0000", "--cumulative"), 2, "PE-0000"),
        (("statement", "agreement", worked.NUMBER, "--year", "2031-2032"), 2, "2016-2017"),
        (("statement", "agreement", worked.NUMBER), 2, "--year"),
        (("statement", "agreement", worked.NUMBER, "--cumulative", "--as-of", "hier"), 2, "2020-03-31"),
        (("import", "nowhere.xlsx"), 2, "nowhere.xlsx"),
        (("user", "add", "x", "--role", "officer"), 2, "not an e-mail address"),
        (("user", "add", "x@example.org", "--role", "signatory", "--organisation", "NONE"), 2, "NONE"),
        (("export", "portfolio", "no/such/folder.xlsx"), 2, "no/such/folder.xlsx"),
    ],
)
def test_wrong_input_exits_2_and_says_why(imported: Run, args: tuple[str, ...], code: int, said: str) -> None:
    result = imported(*args)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_export_then_import_elsewhere_gives_the_same_statement(
    imported: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert imported("export", "portfolio", "out.xlsx").exit_code == 0
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('other')}/other.db")
    assert imported("db", "upgrade").exit_code == 0
    assert imported("import", "out.xlsx").exit_code == 0
    result = imported(
        "statement", "agreement", worked.NUMBER, "--cumulative", "--as-of", "2020-03-31", "--format", "json",
        "--output", "-",
    )  # fmt: skip
    assert json.loads(result.stdout) == worked.expected("2020-03-31", None)


def test_check_finds_everything_in_order(imported: Run) -> None:
    result = imported("check")
    assert result.exit_code == 0, result.stdout
    assert "30 journal entries" in result.stdout


def test_a_person_is_added_with_a_password_printed_once(run: Run) -> None:
    added = run("user", "add", "nouvelle@example.org", "--role", "officer")
    assert added.exit_code == 0
    assert "Password: " in added.stdout
    again = run("user", "add", "nouvelle@example.org", "--role", "officer")
    assert again.exit_code == 2


@pytest.mark.parametrize("of", [("region", "04"), ("programme", "PE")])
def test_a_region_and_a_programme_of_one_agreement_say_what_it_says(imported: Run, of: tuple[str, str]) -> None:
    done = imported(
        "statement", *of, "--cumulative", "--as-of", "2020-03-31", "--format", "json", "--output", "-"
    )  # fmt: skip
    assert done.exit_code == 0
    promised = worked.expected("2020-03-31", None)
    told = json.loads(done.stdout)
    assert told["totals"]["accepted"] == promised["totals"]["accepted"]
    assert told["commitment"] == promised["commitment"]


def test_disbursements_are_a_statement_of_their_own(imported: Run) -> None:
    done = imported(
        "statement", "disbursements", worked.NUMBER, "--year", "2017-2018", "--as-of", "2020-03-31", "--format", "xlsx"
    )  # fmt: skip
    assert done.exit_code == 0
    assert Path(f"versements-{worked.NUMBER}-2017-2018-2020-03-31.xlsx").read_bytes()[:2] == b"PK"


def test_a_region_that_does_not_exist_is_said(imported: Run) -> None:
    refused = imported("statement", "region", "99", "--cumulative")
    assert refused.exit_code == 2
    assert "there is no region 99" in refused.stderr
