"""What the hosts of the demo tell in their reports, from reference/narratives.toml. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracker.demo.shape import REFERENCE

LEARNT = "learnings.learnt"


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


def of(stream: str, rank: int) -> Narrative:
    """The story of the agreement of this ``rank``: those of its stream are told in turn."""
    fitting = [each for each in narratives() if stream in each.streams]
    return fitting[rank % len(fitting)]


def _texts(written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "identity.contact", "La coordination"
    for path, said in written.items():
        if isinstance(said, str):
            yield path, said.strip()
            continue
        for rank, row in enumerate(said, start=1):
            for column, text in row.items():
                yield f"{path}.a{rank}.{column}", text
