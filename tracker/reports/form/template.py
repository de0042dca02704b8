"""A report template's content: sections of questions, as data that is kept and as values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tracker.bilingual import Text
from tracker.errors import Message, message
from tracker.reports.form.questions import NO_TEXT, SCALARS, USUAL_LENGTH, Choice, Condition, Question, QuestionKind

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


class SectionKind(StrEnum):
    """What a section is made of: its own questions, or one of the five that are built in (their own
    questions may follow)."""

    QUESTIONS = "questions"
    ACTIONS = "actions"
    INDICATORS = "indicators"
    FINANCE = "finance"
    CONTRIBUTIONS = "contributions"
    ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page of the report. ``threshold_rate`` (millionths), ``threshold`` (cents) and ``forecast``
    are the finance section's: past both thresholds, a line is explained; and whether what the rest of the year will
    cost is asked, as it is not where nothing follows."""

    key: str
    kind: SectionKind
    title: Text
    guidance: Text = NO_TEXT
    questions: tuple[Question, ...] = ()
    threshold_rate: int = 150_000
    threshold: int = 100_000
    forecast: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """What a report asks, version by version."""

    sections: tuple[Section, ...]

    def section(self, key: str) -> Section:
        """The section of that key. Raises KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What keeps a template from being published: where (``finance``, ``finance.why``) and what."""

    place: str
    message: Message


_MINUTES = {
    QuestionKind.LONG_TEXT: 12,
    QuestionKind.SHORT_TEXT: 2,
    QuestionKind.NUMBER: 3,
    QuestionKind.MONEY: 3,
    QuestionKind.CHOICE: 1,
    QuestionKind.DATE: 1,
    QuestionKind.YES_NO: 1,
    QuestionKind.TABLE: 15,
}
"""Our estimates of what an answer takes, to compare templates with one another."""

_SECTION_MINUTES = {
    SectionKind.QUESTIONS: 0,
    SectionKind.ACTIONS: 30,
    SectionKind.INDICATORS: 20,
    SectionKind.FINANCE: 45,
    SectionKind.CONTRIBUTIONS: 10,
    SectionKind.ATTACHMENTS: 15,
}


def minutes(template: Template) -> int:
    """The estimated minutes that a report on ``template`` takes a partner."""
    return sum(
        _SECTION_MINUTES[section.kind] + sum(_MINUTES[question.kind] for question in section.questions)
        for section in template.sections
    )


def question_count(template: Template) -> int:
    """How many questions of their own the sections ask."""
    return sum(len(section.questions) for section in template.sections)


def flaws(template: Template) -> Iterator[Flaw]:
    """Everything that keeps ``template`` from being published, all at once."""
    if not template.sections:
        yield Flaw("", message("A template needs at least one section."))
    yield from _repeated([section.key for section in template.sections], "")
    for section in template.sections:
        yield from _named(section.key, section.key, section.title)
        yield from _repeated([question.key for question in section.questions], section.key)
        keys: set[str] = set()
        for question in section.questions:
            yield from _flaws_of(question, f"{section.key}.{question.key}")
            if question.shown_if and question.shown_if.question not in keys:
                yield Flaw(
                    f"{section.key}.{question.key}",
                    message("The question that this one depends on must come before it, in the same section."),
                )
            keys.add(question.key)


def _flaws_of(question: Question, place: str) -> Iterator[Flaw]:
    yield from _named(question.key, place, question.label)
    if question.kind is QuestionKind.CHOICE:
        if len(question.choices) < 2:
            yield Flaw(place, message("Propose at least two answers."))
        yield from _repeated([choice.code for choice in question.choices], place)
    if question.kind is QuestionKind.TABLE:
        if not question.columns:
            yield Flaw(place, message("A table needs at least one column."))
        yield from _repeated([column.key for column in question.columns], place)
        for column in question.columns:
            if column.kind not in SCALARS:
                yield Flaw(place, message("A column of a table cannot be a table."))
            yield from _flaws_of(column, f"{place}.{column.key}")


def _named(key: str, place: str, title: Text) -> Iterator[Flaw]:
    if not _KEY.fullmatch(key):
        yield Flaw(place, message("A key is made of lower-case letters, digits and underscores."))
    if not title.fr or not title.en:
        yield Flaw(place, message("Write the words in both languages."))


def _repeated(keys: Sequence[str], place: str) -> Iterator[Flaw]:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Flaw(f"{place}.{key}".lstrip("."), message("This key is used twice."))


def to_data(template: Template) -> dict[str, Any]:
    """The template as JSON keeps it; what is at its default is left out."""
    return {"sections": [_section_data(section) for section in template.sections]}


def from_data(data: Mapping[str, Any]) -> Template:
    """The template that ``to_data`` wrote. Raises KeyError or ValueError on anything else."""
    return Template(tuple(_section(each) for each in data["sections"]))


def _section_data(section: Section) -> dict[str, Any]:
    data: dict[str, Any] = {"key": section.key, "kind": section.kind.value, "title": _pair(section.title)}
    if section.guidance != NO_TEXT:
        data["guidance"] = _pair(section.guidance)
    if section.questions:
        data["questions"] = [_question_data(question) for question in section.questions]
    if section.kind is SectionKind.FINANCE:
        data["threshold_rate"], data["threshold"] = section.threshold_rate, section.threshold
        if not section.forecast:
            data["forecast"] = False
    return data


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        key=data["key"],
        kind=SectionKind(data["kind"]),
        title=_text(data["title"]),
        guidance=_text(data.get("guidance")),
        questions=tuple(_question(each) for each in data.get("questions", ())),
        threshold_rate=data.get("threshold_rate", 150_000),
        threshold=data.get("threshold", 100_000),
        forecast=data.get("forecast", True),
    )


def _question_data(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {"key": question.key, "kind": question.kind.value, "label": _pair(question.label)}
    for name in ("help", "example"):
        if (text := getattr(question, name)) != NO_TEXT:
            data[name] = _pair(text)
    for name in ("required", "offered", "negative"):
        if getattr(question, name):
            data[name] = True
    if question.word_limit:
        data["word_limit"] = question.word_limit
    if question.max_length != USUAL_LENGTH:
        data["max_length"] = question.max_length
    if question.choices:
        data["choices"] = [{"code": choice.code, "label": _pair(choice.label)} for choice in question.choices]
    if question.columns:
        data["columns"] = [_question_data(column) for column in question.columns]
    if question.shown_if:
        data["shown_if"] = {"question": question.shown_if.question, "answers": list(question.shown_if.answers)}
    return data


def _question(data: Mapping[str, Any]) -> Question:
    shown = data.get("shown_if")
    return Question(
        key=data["key"],
        kind=QuestionKind(data["kind"]),
        label=_text(data["label"]),
        required=data.get("required", False),
        help=_text(data.get("help")),
        example=_text(data.get("example")),
        word_limit=data.get("word_limit"),
        choices=tuple(Choice(each["code"], _text(each["label"])) for each in data.get("choices", ())),
        columns=tuple(_question(each) for each in data.get("columns", ())),
        shown_if=Condition(shown["question"], tuple(shown["answers"])) if shown else None,
        offered=data.get("offered", False),
        negative=data.get("negative", False),
        max_length=data.get("max_length", USUAL_LENGTH),
    )


def _pair(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _text(data: Mapping[str, str] | None) -> Text:
    return Text(data["fr"], data["en"]) if data else NO_TEXT
