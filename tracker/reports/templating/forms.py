"""What the builder asks: a template's name, a section, a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from tracker.bilingual import Text
from tracker.grants.labels import REPORTS
from tracker.reports.form.edit import key_from
from tracker.reports.form.questions import Choice, Condition, Question, QuestionKind
from tracker.reports.form.template import Section, SectionKind
from tracker.web.fields import LongTextField, MoneyField, Required, TextField
from tracker.web.forms import Form
from tracker.web.language import language

KINDS = {
    QuestionKind.LONG_TEXT: _l("Long text"),
    QuestionKind.SHORT_TEXT: _l("Short text"),
    QuestionKind.NUMBER: _l("Number"),
    QuestionKind.MONEY: _l("Amount"),
    QuestionKind.CHOICE: _l("Choice"),
    QuestionKind.DATE: _l("Date"),
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.TABLE: _l("Table"),
}
SECTIONS = {
    SectionKind.QUESTIONS: _l("Questions of its own"),
    SectionKind.ACTIONS: _l("Actions of the concerted plan"),
    SectionKind.INDICATORS: _l("Indicators"),
    SectionKind.FINANCE: _l("Budget against actual"),
    SectionKind.CONTRIBUTIONS: _l("Contributions"),
    SectionKind.ATTACHMENTS: _l("Supporting documents"),
}
_BOTH = _l("Write it in both languages.")
_PARTS = re.compile(r"\s*\|\s*")


class TemplateForm(Form):
    """A new template: what it is for, and the model that it starts from."""

    kind = RadioField(
        _l("Kind of report"),
        [Required(_l("Choose the kind of report."))],
        choices=[SelectChoice(*each) for each in REPORTS.items()],
    )
    from_commitment = MoneyField(
        _l("For agreements of at least"),
        [Required(_l("Write the amount."))],
        description=_l("Zero for all. An agreement takes the template of the largest amount that it reaches."),
    )
    name_fr = TextField(_l("Name in French"), [Required(_BOTH)], max_length=120)
    name_en = TextField(_l("Name in English"), [Required(_BOTH)], max_length=120)


class SectionForm(Form):
    """A page of the report."""

    kind = SelectField(
        _l("What it is made of"), choices=[SelectChoice(kind.value, label) for kind, label in SECTIONS.items()]
    )
    title_fr = TextField(_l("Title in French"), [Required(_BOTH)])
    title_en = TextField(_l("Title in English"), [Required(_BOTH)])
    guidance_fr = LongTextField(_l("Guidance in French"), max_length=1000)
    guidance_en = LongTextField(_l("Guidance in English"), max_length=1000)
    forecast = BooleanField(
        _l("In a budget: ask what the rest of the year will cost, line by line"),
        default=True,
        description=_l("Not in a final report: nothing follows it."),
    )

    def show(self, section: Section) -> None:
        """Fill the form with ``section``."""
        self.kind.data = section.kind.value
        _show_pair(self, "title", section.title)
        _show_pair(self, "guidance", section.guidance)
        self.forecast.data = section.forecast

    def section(self, key: str | None, taken: Sequence[str], before: Section | None = None) -> Section:
        """The section as filled in: under ``key``, or under one made from its title."""
        made = Section(
            key=key or key_from(self.title_fr.data, taken),
            kind=SectionKind(self.kind.data),
            title=_pair(self, "title"),
            guidance=_pair(self, "guidance"),
            forecast=self.forecast.data,
        )
        if before is None:
            return made
        kept = {name: getattr(before, name) for name in ("questions", "threshold_rate", "threshold")}
        return replace(made, **kept)

    def validate_guidance_en(self, field: LongTextField) -> None:
        if bool(field.data) != bool(self.guidance_fr.data):
            raise ValidationError(_("Write it in both languages."))


class QuestionForm(Form):
    """One question. Choices and columns are lines of text, one a line, their parts between bars."""

    kind = SelectField(
        _l("How it is answered"), choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()]
    )
    label_fr = TextField(_l("Question in French"), [Required(_BOTH)])
    label_en = TextField(_l("Question in English"), [Required(_BOTH)])
    help_fr = LongTextField(_l("Help in French"), max_length=1000)
    help_en = LongTextField(_l("Help in English"), max_length=1000)
    example_fr = LongTextField(_l("Example in French"), max_length=1000)
    example_en = LongTextField(_l("Example in English"), max_length=1000)
    required = BooleanField(_l("Must be answered"))
    offered = BooleanField(_l("The partner may offer the answer to the shared library"))
    word_limit = IntegerField(_l("Words at most"), [Optional(), NumberRange(1, 5000, _l("From 1 to 5,000 words."))])
    choices = LongTextField(
        _l("Answers to choose from"), description=_l("One a line: French | English"), max_length=5000
    )
    columns = LongTextField(
        _l("Columns of the table"), description=_l("One a line: kind | French | English"), max_length=5000
    )
    shown_question = SelectField(_l("Only if"), choices=[])
    shown_answers = TextField(_l("is answered"), description=_l("Answers between commas, such as yes"))

    def offer(self, section: Section, key: str | None) -> None:
        """The questions that this one may depend on: those before it."""
        before = [question.key for question in section.questions]
        usable = section.questions[: before.index(key)] if key in before else section.questions
        asked = [SelectChoice(it.key, it.label[language()]) for it in usable if it.kind in _CONDITIONS]
        self.shown_question.choices = [SelectChoice("", _("Always asked")), *asked]

    def show(self, question: Question) -> None:
        """Fill the form with ``question``."""
        self.kind.data = question.kind.value
        for name in ("label", "help", "example"):
            _show_pair(self, name, getattr(question, name))
        self.required.data, self.offered.data = question.required, question.offered
        self.word_limit.data = question.word_limit
        self.choices.data = "\n".join(f"{it.label.fr} | {it.label.en}" for it in question.choices)
        self.columns.data = "\n".join(f"{_word(it.kind)} | {it.label.fr} | {it.label.en}" for it in question.columns)
        if question.shown_if:
            self.shown_question.data = question.shown_if.question
            self.shown_answers.data = ", ".join(question.shown_if.answers)

    def question(self, key: str | None, taken: Sequence[str], before: Question | None = None) -> Question:
        """The question as filled in: under ``key``, or under one made from its words. Choices and columns that
        keep their words keep their codes: what was answered stays readable."""
        shown = self.shown_question.data
        return Question(
            key=key or key_from(self.label_fr.data, taken),
            kind=QuestionKind(self.kind.data),
            label=_pair(self, "label"),
            help=_pair(self, "help"),
            example=_pair(self, "example"),
            required=bool(self.required.data),
            offered=bool(self.offered.data),
            word_limit=self.word_limit.data,
            choices=tuple(self._choices(before)),
            columns=tuple(self._columns(before)),
            shown_if=Condition(shown, tuple(_listed(self.shown_answers.data))) if shown else None,
        )

    def validate_choices(self, field: LongTextField) -> None:
        if self.kind.data == QuestionKind.CHOICE and any(len(parts) != 2 for parts in _lines(field.data)):
            raise ValidationError(_("Write one answer a line: French | English"))

    def validate_columns(self, field: LongTextField) -> None:
        if self.kind.data != QuestionKind.TABLE:
            return
        for parts in _lines(field.data):
            if len(parts) != 3:
                raise ValidationError(_("Write one column a line: kind | French | English"))
            if _kind(parts[0]) is None:
                names = ", ".join(str(_word(kind)) for kind in _SIMPLE)
                raise ValidationError(
                    _("%(kind)s is not a kind. The kinds are: %(names)s.", kind=parts[0], names=names)
                )

    def validate_shown_answers(self, field: TextField) -> None:
        if self.shown_question.data and not _listed(field.data):
            raise ValidationError(_("Write the answers that show this question."))

    def _choices(self, before: Question | None) -> Iterator[Choice]:
        known = {it.label: it.code for it in before.choices} if before else {}
        yield from (Choice(code, label) for code, label in _coded(_lines(self.choices.data), known))

    def _columns(self, before: Question | None) -> Iterator[Question]:
        known = {it.label: it for it in before.columns} if before else {}
        lines = list(_lines(self.columns.data))
        codes = {label: it.key for label, it in known.items()}
        for (key, label), parts in zip(_coded([each[1:] for each in lines], codes), lines, strict=True):
            old = known.get(label)
            yield Question(
                key=key,
                kind=_kind(parts[0]) or QuestionKind.SHORT_TEXT,
                label=label,
                required=old.required if old else False,
                choices=old.choices if old else (),
                max_length=old.max_length if old else 250,
            )


_CONDITIONS = (QuestionKind.YES_NO, QuestionKind.CHOICE)
_SIMPLE = (
    QuestionKind.SHORT_TEXT,
    QuestionKind.NUMBER,
    QuestionKind.MONEY,
    QuestionKind.DATE,
    QuestionKind.YES_NO,
    QuestionKind.CHOICE,
)


def _coded(lines: Sequence[Sequence[str]], known: Mapping[Text, str]) -> Iterator[tuple[str, Text]]:
    """Each line's code and words; new words get a new code."""
    taken = list(known.values())
    for fr, en in lines:
        label = Text(fr, en)
        code = known.get(label) or key_from(fr, taken)
        taken.append(code)
        yield code, label


def _lines(text: str | None) -> list[list[str]]:
    return [_PARTS.split(line.strip()) for line in (text or "").splitlines() if line.strip()]


def _listed(text: str | None) -> list[str]:
    return [each.strip() for each in (text or "").split(",") if each.strip()]


def _word(kind: QuestionKind) -> str:
    return str(KINDS[kind]).lower()


def _kind(word: str) -> QuestionKind | None:
    return next((kind for kind in _SIMPLE if word.lower() in (_word(kind), kind.value)), None)


def _pair(form: Any, name: str) -> Text:
    return Text(form[f"{name}_fr"].data or "", form[f"{name}_en"].data or "")


def _show_pair(form: Any, name: str, text: Text) -> None:
    form[f"{name}_fr"].data, form[f"{name}_en"].data = text.fr, text.en
