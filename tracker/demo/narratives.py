"""What the hosts of the demo tell in their reports, from reference/narratives.toml. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracker.demo.shape import REFERENCE
from tracker.grants.models import Obligation
from tracker.reports.form.check import Checked, check, deviation
from tracker.reports.form.layout import Layout

LEARNT = "learnings.learnt"
_UNDER = "Une activité a été reportée à la période suivante."
_OVER = "Les besoins ont été plus grands que prévu; un autre poste a moins servi."


@dataclass(frozen=True, slots=True)
class Narrative:
    """One story, for reports of agreements of these ``streams``: ``texts`` by path of the form."""

    streams: frozenset[str]
    texts: Mapping[str, str]

    def offered(self) -> dict[str, str]:
        """The same, its learnings offered to the shared library."""
        rows = {path.rpartition(".")[0] for path in self.texts if path.startswith(f"{LEARNT}.")}
        return {**self.texts, **{f"{row}.offered": "yes" for row in rows}}


@cache
def narratives() -> tuple[Narrative, ...]:
    """All of them, in the order of the file."""
    with (REFERENCE / "narratives.toml").open("rb") as file:
        found = tomllib.load(file)["narrative"]
    return tuple(Narrative(frozenset(each.pop("streams")), dict(_texts(each))) for each in found)


def of(obligation: Obligation) -> Narrative:
    """The story of one report: those of its agreement's stream are told in turn."""
    agreement = obligation.agreement
    fitting = [each for each in narratives() if agreement.stream in each.streams]
    return fitting[(int(agreement.number.rpartition("-")[2]) + obligation.number) % len(fitting)]


def answered(layout: Layout, texts: Mapping[str, str]) -> Checked:
    """What ``texts`` say of what the form asks, with a sentence wherever a line's gap asks for one."""
    asked = {path: text for path, text in texts.items() if layout.question(path)}
    checked = check(layout, asked)
    spent = checked.spent()
    for problem in checked.blocking:
        line = next(each for each in layout.facts.lines if problem.path.endswith(f".{each.code}.why"))
        over = deviation(line, spent[line.code], closes_year=layout.facts.closes_year) > 0
        asked[problem.path] = _OVER if over else _UNDER
    return check(layout, asked) if checked.blocking else checked


def _texts(written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "identity.contact", "La coordination"
    for path, said in written.items():
        if isinstance(said, str):
            yield path, said.strip()
            continue
        for rank, row in enumerate(said, start=1):
            for column, text in row.items():
                yield f"{path}.a{rank}.{column}", text
