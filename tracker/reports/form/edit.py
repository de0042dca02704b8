"""Changing a template, one step at a time: each function gives the changed template. Pure.

Keys are made from French words once and never change after: answers are kept under them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from tracker.reports.form.questions import Question
from tracker.reports.form.template import Section, Template

_LONGEST_KEY = 40
Item = TypeVar("Item", Section, Question)


def put_section(template: Template, section: Section) -> Template:
    """With ``section`` in the place of the one of its key, or after all others."""
    return Template(_put(template.sections, section))


def drop_section(template: Template, key: str) -> Template:
    """Without that section."""
    return Template(tuple(each for each in template.sections if each.key != key))


def move_section(template: Template, key: str, places: int) -> Template:
    """With that section so many places later; earlier when negative."""
    return Template(_move(template.sections, key, places))


def put_question(template: Template, section: str, question: Question) -> Template:
    """With ``question`` in the place of the one of its key, or at the end of its section."""
    found = template.section(section)
    return put_section(template, replace(found, questions=_put(found.questions, question)))


def drop_question(template: Template, section: str, key: str) -> Template:
    """Without that question; what depended on it is asked always."""
    found = template.section(section)
    kept = tuple(
        replace(each, shown_if=None) if each.shown_if and each.shown_if.question == key else each
        for each in found.questions
        if each.key != key
    )
    return put_section(template, replace(found, questions=kept))


def move_question(template: Template, section: str, key: str, places: int) -> Template:
    """With that question so many places later in its section; earlier when negative."""
    found = template.section(section)
    return put_section(template, replace(found, questions=_move(found.questions, key, places)))


def key_from(words: str, taken: Sequence[str]) -> str:
    """A key made of the first of ``words`` that none of ``taken`` is: ``Ce qui a changé?`` → ``ce_qui_a_change``."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter))
    stem = re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")
    stem = (stem if stem[:1].isalpha() else f"q_{stem}").strip("_")[: _LONGEST_KEY - 3].rstrip("_")
    key, rank = stem, 2
    while key in taken:
        key, rank = f"{stem}_{rank}", rank + 1
    return key


def _put(items: tuple[Item, ...], item: Item) -> tuple[Item, ...]:
    if all(each.key != item.key for each in items):
        return items + (item,)  # noqa: RUF005 - mypy loses the type of a starred tuple here
    return tuple(item if each.key == item.key else each for each in items)


def _move(items: tuple[Item, ...], key: str, places: int) -> tuple[Item, ...]:
    order = list(items)
    at = next(rank for rank, each in enumerate(order) if each.key == key)
    item = order.pop(at)
    order.insert(max(0, at + places), item)
    return tuple(order)
