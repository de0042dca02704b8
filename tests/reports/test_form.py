"""What a report asks and how its answers are read, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.bilingual import Text
from tracker.reports.form import template as templates
from tracker.reports.form.answers import NotAnAnswer, read
from tracker.reports.form.check import Checked, Progress, check
from tracker.reports.form.facts import Facts, IndicatorFacts, LineFacts
from tracker.reports.form.facts import from_data as facts_from
from tracker.reports.form.facts import to_data as facts_data
from tracker.reports.form.layout import lay_out
from tracker.reports.form.merge import changes, merge
from tracker.reports.form.model import LARGE, MODELS, Model
from tracker.reports.form.questions import Choice, Condition, Question, QuestionKind
from tracker.reports.form.template import Section, SectionKind, Template

K = QuestionKind


def both(text: str) -> Text:
    return Text(text, text)


TEMPLATE = Template(
    (
        Section(
            key="story",
            kind=SectionKind.QUESTIONS,
            title=both("Récit"),
            questions=(
                Question(key="done", kind=K.LONG_TEXT, label=both("Fait"), required=True, word_limit=5),
                Question(key="changed", kind=K.YES_NO, label=both("Changements")),
                Question(
                    key="which",
                    kind=K.SHORT_TEXT,
                    label=both("Lesquels"),
                    required=True,
                    shown_if=Condition("changed", ("yes",)),
                ),
            ),
        ),
        Section(key="money", kind=SectionKind.FINANCE, title=both("Argent")),
        Section(key="numbers", kind=SectionKind.INDICATORS, title=both("Chiffres")),
        Section(key="others", kind=SectionKind.CONTRIBUTIONS, title=both("Autres")),
    )
)
FACTS = Facts(
    agreement="014",
    number=3,
    kind="progress",
    fiscal_year="2017-2018",
    from_on=date(2017, 7, 1),
    to_on=date(2017, 12, 31),
    due_on=date(2018, 1, 31),
    closes_year=False,
    lines=(
        LineFacts(code="salaries", name=both("Salaires"), authorised=60_000_00, accepted=0),
        LineFacts(code="materials", name=both("Matériel"), authorised=8_000_00, accepted=4_242_30),
    ),
    indicators=(IndicatorFacts(code="I1", name=both("Enfants"), unit="enfants", last="120"),),
    factors=(Choice("parenting", both("Pratiques")),),
)
LAYOUT = lay_out(TEMPLATE, FACTS)


def checked(**values: str) -> Checked:
    return check(LAYOUT, {path.replace("__", "."): text for path, text in values.items()})


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (K.MONEY, "1 234,56 $", "1234.56"),
        (K.MONEY, "$1,234.56", "1234.56"),
        (K.NUMBER, "1 200,50", "1200.5"),
        (K.NUMBER, "0012", "12"),
        (K.DATE, "16 février 2018", "2018-02-16"),
        (K.YES_NO, " Oui ", "yes"),
        (K.SHORT_TEXT, "  Café-rencontre ", "Café-rencontre"),
    ],
)
def test_an_answer_is_kept_in_one_form(kind: QuestionKind, typed: str, kept: str) -> None:
    assert read(Question(key="q", kind=kind, label=both("Q")), typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (K.MONEY, "1,234"),
        (K.MONEY, "-5"),
        (K.MONEY, "NaN"),
        (K.NUMBER, "1,234"),
        (K.NUMBER, "1e4"),
        (K.NUMBER, "١٢"),
        (K.DATE, "02/03/2018"),
        (K.YES_NO, "peut-être"),
        (K.SHORT_TEXT, "x" * 251),
    ],
)
def test_what_can_be_read_two_ways_is_refused(kind: QuestionKind, typed: str) -> None:
    with pytest.raises(NotAnAnswer):
        read(Question(key="q", kind=kind, label=both("Q")), typed)


def test_a_choice_is_known_by_its_words_in_either_language() -> None:
    question = Question(
        key="q", kind=K.CHOICE, label=both("Q"), choices=(Choice("under_way", Text("À venir", "Under way")),)
    )
    assert read(question, "a VENIR") == read(question, "under way") == "under_way"


def test_a_question_that_is_not_shown_is_not_asked() -> None:
    asked = {problem.path for problem in checked(story__done="Oui", story__changed="oui").blocking}
    assert "story.which" in asked
    quiet = checked(story__done="Oui", story__changed="non", story__which="oublié")
    assert "story.which" not in {problem.path for problem in quiet.blocking}
    assert "story.which" not in quiet.answers


def test_progress_tells_what_is_left() -> None:
    nothing = checked()
    assert nothing.progress == {
        "story": Progress.NOT_STARTED,
        "money": Progress.OPTIONAL,
        "numbers": Progress.NOT_STARTED,
        "others": Progress.OPTIONAL,
    }
    begun = checked(story__done="un deux trois quatre cinq six", numbers__indicators__I1__actual="130")
    assert begun.progress["story"] is Progress.TO_COMPLETE
    assert begun.progress["numbers"] is Progress.COMPLETE


def test_lines_declare_what_was_written_and_nothing_for_what_was_left_empty() -> None:
    found = checked(money__lines__salaries__spent="30 000,00")
    assert found.spent() == {"salaries": 30_000_00, "materials": 0}


def test_an_overspent_line_is_explained_only_past_the_threshold() -> None:
    # materials: 8,000.00 authorised, 4,242.30 accepted; 15 % is 1,200.00
    within = checked(money__lines__materials__spent="4 957,70")  # 1,200.00 over, not past the threshold
    assert [problem.blocks for problem in within.of("money.lines.materials.spent")] == [False]
    assert not within.of("money.lines.materials.why")
    past = checked(money__lines__materials__spent="4 957,71")
    assert [problem.blocks for problem in past.of("money.lines.materials.why")] == [True]
    told = checked(money__lines__materials__spent="4 957,71", money__lines__materials__why="Hausse des prix")
    assert not told.of("money.lines.materials.why")


def test_a_contribution_in_kind_is_a_quantity_at_a_value() -> None:
    row = {"source": "Ville", "kind": "En nature", "quantity": "12,5", "unit_value": "20,00", "basis": "Tarif"}
    values = {f"others.contributions.a1.{name}": text for name, text in row.items()}
    assert not check(LAYOUT, values).of("others.contributions.a1.amount")
    wrong = check(LAYOUT, {**values, "others.contributions.a1.amount": "249,99"})
    assert [problem.blocks for problem in wrong.of("others.contributions.a1.amount")] == [True]  # 12.5 × 20.00 = 250.00


def test_an_empty_row_never_blocks() -> None:
    blank = check(LAYOUT, {"others.contributions.a1.source": "  ", "others.contributions.a2.kind": ""})
    assert not [problem for problem in blank.problems if problem.path.startswith("others")]


def test_a_path_leads_to_its_question_and_no_further() -> None:
    assert LAYOUT.question("money.lines.salaries.spent") is not None
    for path in ("money.lines.travel.spent", "money.lines.salaries.cost", "others.contributions.../etc.source", "x"):
        assert LAYOUT.question(path) is None


def test_a_template_and_facts_come_back_from_json_as_they_were() -> None:
    assert templates.from_data(templates.to_data(TEMPLATE)) == TEMPLATE
    assert facts_from(facts_data(FACTS)) == FACTS


def test_every_flaw_of_a_template_is_told_at_once() -> None:
    broken = Template(
        (
            Section(
                key="a",
                kind=SectionKind.QUESTIONS,
                title=Text("A", ""),
                questions=(
                    Question(key="x", kind=K.CHOICE, label=both("X")),
                    Question(key="x", kind=K.TABLE, label=both("X"), shown_if=Condition("later", ("yes",))),
                ),
            ),
            Section(key="a", kind=SectionKind.FINANCE, title=both("A")),
        )
    )
    assert sorted(flaw.place for flaw in templates.flaws(broken)) == ["a", "a", "a.x", "a.x", "a.x", "a.x"]


def test_two_people_s_answers_are_merged_one_by_one() -> None:
    base = {"a": "1", "b": "2", "c": "3"}
    merged = merge(base=base, mine={"a": "10", "b": "2", "c": "30", "d": "4"}, theirs={"a": "1", "b": "20", "c": "33"})
    assert merged.values == {"a": "10", "b": "20", "c": "33", "d": "4"}
    assert [(it.path, it.mine, it.theirs) for it in merged.conflicts] == [("c", "30", "33")]
    assert [(it.path, it.before, it.after) for it in changes(base, {"a": "1", "b": "9"})] == [
        ("b", "2", "9"),
        ("c", "3", ""),
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.kind}-{model.from_commitment}")
def test_a_model_template_could_be_published_and_kept(model: Model) -> None:
    assert list(templates.flaws(model.template)) == []
    assert templates.from_data(templates.to_data(model.template)) == model.template


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.kind}-{model.from_commitment}")
def test_only_a_final_report_asks_nothing_of_what_follows(model: Model) -> None:
    layout = lay_out(model.template, FACTS)
    asked = {path for path in ("finance.lines.materials.forecast", "learnings.adjustments") if layout.question(path)}
    follows = {"finance.lines.materials.forecast"}
    if layout.section("learnings"):
        follows.add("learnings.adjustments")
    assert asked == (set() if model.kind == "final" else follows)
    assert layout.question("finance.lines.materials.spent")


def test_a_template_kept_before_forecasts_could_be_left_out_asks_them_still() -> None:
    data = {"sections": [{"key": "money", "kind": "finance", "title": {"fr": "Argent", "en": "Money"}}]}
    assert lay_out(templates.from_data(data), FACTS).question("money.lines.materials.forecast")


def test_small_agreements_are_asked_less() -> None:
    asked = {(it.kind, it.from_commitment): templates.minutes(it.template) for it in MODELS}
    for kind in ("progress", "annual", "final"):
        assert asked[(kind, 0)] < asked[(kind, LARGE)]
