"""Canada's table: its columns and codes, one row an amendment, whole values, no formula."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date

from sqlalchemy import update

from tests import worked
from tests.insight.opendata import published
from tests.insight.opendata.published import SCHEMAS, table
from tests.statements.consolidated import framework
from tracker.db import session, transaction
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, AgreementAct
from tracker.insight.opendata import canada, queries

FACTS = json.loads((SCHEMAS / "canada-columns.json").read_text())
FORMS = {
    "int": r"[0-9]+",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "money": r"[0-9]+\.[0-9]{2}",
    "text": r"[^\n\r\t]*",
}


def faults(rows: list[dict[str, str]]) -> list[str]:
    """What the standard refuses, its newest rules applied to agreements of any date."""
    found = []
    for row in rows:
        required = [name for names in FACTS["required"].values() for name in names]
        if row["amendment_number"] == "0":
            required.remove("amendment_date")
        found += [f"{row['agreement_number']}: no {name}" for name in required if not row[name]]
        for column in FACTS["columns"]:
            value = row[column["name"]]
            if value and not re.fullmatch(FORMS[column["type"]], value):
                found.append(f"{column['name']}: {value!r}")
            if value and value not in column.get("codes", [value]):
                found.append(f"{column['name']}: {value!r} is no code")
        if row["agreement_start_date"] > row["agreement_end_date"] or "," in row["ref_number"]:
            found.append(f"{row['agreement_number']}: dates or reference")
        if row["recipient_business_number"] and not re.fullmatch("[1-9][0-9]{8}", row["recipient_business_number"]):
            found.append(row["recipient_business_number"])
    keys = Counter(tuple(row[name] for name in FACTS["key"]) for row in rows)
    return found + [str(key) for key, times in keys.items() if times > 1]


def test_the_file_has_the_standards_head_and_encoding(worked_alone: None) -> None:
    written = canada.write(queries.publication(as_of=published.LAST_DAY, known_at=published.EVER), department="123")
    assert written.startswith(b"\xef\xbb\xbfref_number,amendment_number,amendment_date,")
    assert written.endswith(b"\r\n")
    assert list(canada.COLUMNS) == [it["name"] for it in FACTS["columns"]]


def test_a_row_for_the_signature_and_one_for_each_amendment(worked_alone: None) -> None:
    rows = table()
    assert faults(rows) == []
    assert [(it["amendment_number"], it["amendment_date"], it["agreement_value"]) for it in rows] == [
        ("0", "", "330000.00"),
        ("1", "2017-11-15", "354000.00"),
    ]
    assert {it["ref_number"] for it in rows} == {f"123-2016-2017-Q1-{session.scalars(AGREEMENT_ID).one():05d}"}
    assert {(it["agreement_type"], it["recipient_type"], it["recipient_province"]) for it in rows} == {("C", "N", "QC")}
    assert {it["agreement_number"] for it in rows} == {worked.NUMBER}
    assert [it["agreement_value"] for it in table(date(2017, 10, 31))] == ["330000.00"]


AGREEMENT_ID = Agreement.__table__.select().with_only_columns(Agreement.id).where(Agreement.number == worked.NUMBER)


def test_a_framework_counts_once(by_hand: None) -> None:
    (row,) = table(framework.AS_OF)
    assert faults([row]) == []
    assert (row["agreement_number"], row["agreement_value"], row["recipient_type"]) == ("CADRE", "100000.00", "A")
    assert row["coverage"] == "Côte-Nord; Nord-du-Québec"
    assert "redistributes" in row["additional_information_en"]


def test_a_withdrawal_is_one_more_amendment_said_so(worked_alone: None) -> None:
    with transaction():
        session.add(
            AgreementAct(
                agreement_id=session.scalars(AGREEMENT_ID).one(),
                number=1,
                act="withdraw",
                effective_on=date(2019, 1, 15),
                reason="Essai",
                recorded_at=published.EVER,
            )
        )
    last = table()[-1]
    assert (last["amendment_number"], last["amendment_date"]) == ("2", "2019-01-15")
    assert "Termination." in last["additional_information_en"]
    assert "Résiliation." in last["additional_information_fr"]
    assert "Essai" not in json.dumps(last)


def test_what_would_be_a_formula_is_text_and_what_separates_languages_is_not_in_a_name(worked_alone: None) -> None:
    with transaction():
        session.execute(update(Organisation).values(name="=HYPERLINK(1)|Deux\tnoms; un", city="+1"))
        session.execute(update(Agreement).values(title_fr="@SUM(1)\n+2", title_en="-1"))
    row = table()[-1]
    assert row["recipient_legal_name"] == "'=HYPERLINK(1)/Deux noms, un"
    assert row["recipient_city"] == "'+1"
    assert (row["agreement_title_fr"], row["agreement_title_en"]) == ("'@SUM(1) +2", "'-1")
    assert faults([row]) == []
