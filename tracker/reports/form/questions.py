"""What can be asked: a question, its kind, and when it is shown. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.bilingual import Text

NO_TEXT = Text("", "")
USUAL_LENGTH = 250
"""Characters of a short text, unless said otherwise."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    LONG_TEXT = "long_text"
    SHORT_TEXT = "short_text"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    DATE = "date"
    YES_NO = "yes_no"
    TABLE = "table"  # rows that the partner adds, of the columns named


SCALARS = tuple(kind for kind in QuestionKind if kind is not QuestionKind.TABLE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: ``code`` is kept, ``label`` is read."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """Show a question only if the answer to ``question``, of the same section, is one of ``answers``."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, in both languages. ``key`` names its answer for ever; ``word_limit`` is for long texts;
    ``offered`` lets the partner offer the answer to the shared library."""

    key: str
    kind: QuestionKind
    label: Text
    required: bool = False
    help: Text = NO_TEXT
    example: Text = NO_TEXT
    word_limit: int | None = None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Question, ...] = ()
    shown_if: Condition | None = None
    offered: bool = False
    negative: bool = False
    max_length: int = USUAL_LENGTH
