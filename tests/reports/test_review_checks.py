"""What the automatic checks notice, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tracker.bilingual import Text
from tracker.reports.form.facts import Facts, IndicatorFacts, LineFacts
from tracker.reports.form.layout import Layout, lay_out
from tracker.reports.form.template import Section, SectionKind, Template
from tracker.reports.review.checks import Check, Dossier, Line, Severity, Twin, run


def both(text: str) -> Text:
    return Text(text, text)


FACTS = Facts(
    agreement="014",
    number=2,
    kind="annual",
    fiscal_year="2016-2017",
    from_on=date(2017, 1, 1),
    to_on=date(2017, 6, 30),
    due_on=date(2017, 8, 31),
    closes_year=True,
    lines=(LineFacts(code="materials", name=both("Matériel"), authorised=9_000_00, accepted=2_915_10),),
    indicators=(IndicatorFacts(code="F1", name=both("Familles"), unit="familles", target="40"),),
    factors=(),
)
LAYOUT: Layout = lay_out(
    Template(
        tuple(
            Section(key=kind.value, kind=kind, title=both(kind.value))
            for kind in (
                SectionKind.FINANCE,
                SectionKind.INDICATORS,
                SectionKind.CONTRIBUTIONS,
                SectionKind.ATTACHMENTS,
            )
        )
    ),
    FACTS,
)
VOUCHER = {
    "attachments.vouchers.r1.line": "materials",
    "attachments.vouchers.r1.supplier": "Brault et fils",
    "attachments.vouchers.r1.number": "2291",
    "attachments.vouchers.r1.dated": "2017-05-14",
    "attachments.vouchers.r1.amount": "1240.00",
}
MATERIALS = Line(
    code="materials",
    name="Matériel",
    authorised=9_000_00,
    accepted=2_915_10,
    pending=0,
    declared=3_000_00,
    before=2_915_10,
    administration=False,
    explained=False,
)
HOST = replace(
    MATERIALS, code="administration", name="Gestion", accepted=0, declared=500_00, before=500_00, administration=True
)
QUIET = Dossier(
    layout=LAYOUT,
    answers={**VOUCHER, "indicators.indicators.F1.actual": "40"},
    lines=(MATERIALS, HOST),
    from_on=FACTS.from_on,
    to_on=FACTS.to_on,
    due_on=FACTS.due_on,
    submitted_on=date(2017, 8, 29),
    administration_limit=100_000,
    stacking_limit=900_000,
    threshold=1_000_00,
    document_threshold=1_000_00,
    unusual_rate=500_000,
    attached=1,
)


def found(dossier: Dossier, code: str) -> Check:
    (check,) = [it for it in run(dossier) if it.code == code]
    return check


def materials(**changes: object) -> Dossier:
    return replace(QUIET, lines=(replace(MATERIALS, **changes), HOST))  # type: ignore[arg-type]


def answered(**answers: str) -> Dossier:
    return replace(
        QUIET, answers={**QUIET.answers, **{path.replace("__", "."): text for path, text in answers.items()}}
    )


def test_a_sound_report_says_only_what_passed() -> None:
    checks = run(QUIET)
    assert {it.severity for it in checks} == {Severity.PASSED}
    assert [it.code for it in checks] == [
        "arithmetic",
        "twins",
        "period",
        "authorised",
        "unusual",
        "document",
        "administration",
        "indicator",
        "late",
    ]


@pytest.mark.parametrize(
    ("dossier", "code", "severity"),
    [
        # 2,915.10 before: half is 1,457.55; the threshold is 1,000.00, twice it 2,000.00
        (materials(declared=4_372_65), "unusual", Severity.PASSED),
        (materials(declared=4_372_66), "unusual", Severity.MINOR),
        (materials(declared=5_482_30), "unusual", Severity.LOOK),
        (materials(declared=800_00), "unusual", Severity.LOOK),
        # the programme says which share is unusual: four fifths are 2,332.08
        (replace(materials(declared=5_247_18), unusual_rate=800_000), "unusual", Severity.PASSED),
        (replace(materials(declared=5_247_19), unusual_rate=800_000), "unusual", Severity.LOOK),
        # 9,000.00 authorised, 2,915.10 accepted: 6,084.90 left
        (materials(declared=6_084_90, before=None), "authorised", Severity.PASSED),
        (materials(declared=6_084_91, before=None), "authorised", Severity.MINOR),
        (materials(declared=7_084_91, before=None), "authorised", Severity.LOOK),
        (answered(attachments__vouchers__r1__dated="2017-07-14"), "period", Severity.LOOK),
        (answered(attachments__vouchers__r1__amount="3000.01"), "arithmetic", Severity.LOOK),
        (answered(indicators__indicators__F1__actual="31"), "indicator", Severity.MINOR),
        (answered(indicators__indicators__F1__actual="19"), "indicator", Severity.LOOK),
        (answered(attachments__vouchers__r1__line="travel"), "document", Severity.MINOR),
        (replace(answered(attachments__vouchers__r1__line="travel"), attached=0), "document", Severity.LOOK),
        # and above which cost a document is expected: materials declare 3,000.00
        (
            replace(answered(attachments__vouchers__r1__line="travel"), document_threshold=3_000_00),
            "document",
            Severity.PASSED,
        ),
        (replace(QUIET, twins=(Twin("Brault 2291", "PE-1", 3),)), "twins", Severity.LOOK),
        (replace(QUIET, submitted_on=date(2017, 9, 5)), "late", Severity.MINOR),
        (replace(QUIET, submitted_on=date(2017, 9, 16)), "late", Severity.LOOK),
        # 2,915.10 + 3,000.00 + 700.00 = 6,615.10: a tenth is 661.51
        (replace(QUIET, lines=(MATERIALS, replace(HOST, declared=700_00))), "administration", Severity.LOOK),
    ],
)
def test_each_check_has_its_level(dossier: Dossier, code: str, severity: Severity) -> None:
    assert found(dossier, code).severity is severity


def test_public_aid_beyond_the_limit_is_a_small_remark() -> None:
    """3,500.00 declared and 100.00 of private cash: 3,500.00 ÷ 3,600.00 is above 90 %; 1,000.00 brings it to 77.8 %."""
    row = {"contributions__contributions__c1__kind": "cash", "contributions__contributions__c1__public": "no"}
    little = answered(**row, contributions__contributions__c1__amount="100.00")
    enough = answered(**row, contributions__contributions__c1__amount="1000.00")
    assert found(little, "stacking").severity is Severity.MINOR
    assert found(enough, "stacking").severity is Severity.PASSED


def test_what_is_worth_a_look_comes_first_and_small_things_last_but_reassurance() -> None:
    noisy = replace(materials(declared=5_482_30), submitted_on=date(2017, 9, 5))
    order = [it.severity for it in run(noisy)]
    assert order == sorted(order, key=list(Severity).index)
    assert order[0] is Severity.LOOK


def test_an_explained_change_says_so() -> None:
    said = found(materials(declared=5_482_30, explained=True), "unusual").detail
    assert said is not None
    assert "Explained" in said.text


def test_a_report_without_a_form_is_checked_for_what_it_has() -> None:
    bare = replace(QUIET, layout=None, answers={})
    assert {it.code for it in run(bare)} == {"arithmetic", "authorised", "unusual", "administration", "late"}
