"""Who is funded, and over which rounds of years: the counts of the real portfolio."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

REFERENCE = Path(__file__).parent / "reference"

WORKED_RANK = 14
WORKED_HOSTS = ("ORG-001", "ORG-002")
WORKED_TERRITORY = "Shawinigan"  # the territory whose regroupement is the worked agreement's

# a programme of eleven years, in successive agreements of three or four: (first year, how many)
Round = tuple[int, int]
_ROUNDS: tuple[tuple[int, tuple[Round, ...]], ...] = (
    (58, ((2009, 3), (2012, 4), (2016, 4))),
    (26, ((2009, 4), (2013, 3), (2016, 4))),
    (11, ((2009, 3), (2012, 4), (2016, 3), (2019, 1))),
    (5, ((2010, 3), (2013, 3), (2016, 4))),
)
_PHASES: dict[int, tuple[tuple[Round, ...], ...]] = {
    2: (((2012, 4), (2016, 4)), ((2011, 4), (2015, 4)), ((2013, 3), (2016, 4))),
    3: (((2009, 3), (2012, 4), (2016, 4)), ((2010, 3), (2013, 3), (2016, 4)), ((2009, 4), (2013, 3), (2016, 4))),
}
_FIRST_NATIONS: tuple[Round, ...] = ((2009, 3), (2012, 4), (2016, 4))
_CREE: tuple[Round, ...] = ((2010, 3), (2013, 3), (2016, 4))
_OF_INDIGENOUS_PROJECT: tuple[Round, ...] = ((2012, 4), (2016, 4))

FIRST_NATIONS_COMMUNITIES = 25
CREE_COMMUNITIES = 8
PROJECTS = 35
REGIONS_WITHOUT_A_BODY = frozenset({"10"})

# the projects of the reference list that are not of the stream "project"
_FIRST_NATIONS_AGREEMENT = "Entente Premières Nations"
_CREE_AGREEMENT = "Maamuu Uhpichinaausuutaau"
_FRIENDSHIP_CENTRES = ("Mamu Atussetau (anciennement Ninan)", "Abinodjic")
_INUIT_PARTNERSHIP = "Maisons de la famille au Nunavik"
_INDIGENOUS = (_FIRST_NATIONS_AGREEMENT, _CREE_AGREEMENT, *_FRIENDSHIP_CENTRES, _INUIT_PARTNERSHIP)


@dataclass(frozen=True, slots=True)
class Subject:
    """A regroupement or a project, over its rounds. ``rank`` ends the numbers of its agreements;
    ``framework`` is the rank of the subject whose agreements hold its own; ``yearly`` is about how many
    dollars a year it is given, before all are brought to the programme's total."""

    code: str
    rank: int
    stream: str
    kind: str  # local, regional, community; or project
    name_fr: str
    name_en: str
    region: str | None
    yearly: int
    rounds: tuple[Round, ...]
    framework: int | None = None
    holds: int = 0

    @property
    def is_project(self) -> bool:
        return self.kind == "project"

    @property
    def is_worked(self) -> bool:
        """Whether it is the worked agreement's own regroupement, which the workbook describes."""
        return self.rank == WORKED_RANK


def read_reference(path: Path) -> list[dict[str, str]]:
    """The rows of a reference table, by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: value.replace("'", "’") for name, value in row.items()} for row in csv.DictReader(file)]


def regions() -> dict[str, str]:
    """The names of the regions by code."""
    path = Path(__file__).parent.parent / "directory" / "reference" / "regions.csv"
    return {row["code"]: row["name_fr"] for row in read_reference(path)}


def subjects(seed: int) -> list[Subject]:
    """Everyone funded, in the order of their ranks."""
    return [*_local(seed), *_regional(seed), *_indigenous(seed), *_projects(seed)]


def _local(seed: int) -> Iterator[Subject]:
    """139 local regroupements; the worked agreement's is one of them, and goes on for a year."""
    ranks = iter([rank for rank in range(1, 140) if rank != WORKED_RANK])
    for row in read_reference(REFERENCE / "demo_territories.csv"):
        worked = row["name"] == WORKED_TERRITORY
        rank = WORKED_RANK if worked else next(ranks)
        code = f"RLP-{rank:03d}"
        random = Random(f"{seed}/{code}")
        yield Subject(
            code=code,
            rank=rank,
            stream="local",
            kind="local",
            name_fr="Table petite enfance des Rapides" if worked else f"Regroupement petite enfance – {row['name']}",
            name_en="Table petite enfance des Rapides" if worked else f"Early childhood partners – {row['name']}",
            region=row["region"],
            yearly=116_000 if worked else random.randrange(95_000, 185_000),
            rounds=((2019, 1),) if worked else _weighted(random),
        )


def _weighted(random: Random) -> tuple[Round, ...]:
    return random.choices([rounds for _, rounds in _ROUNDS], [weight for weight, _ in _ROUNDS])[0]


def _regional(seed: int) -> Iterator[Subject]:
    for code, name in regions().items():
        if code in REGIONS_WITHOUT_A_BODY:
            continue
        random = Random(f"{seed}/IR-{code}")
        yield Subject(
            code=f"IR-{code}",
            rank=200 + int(code),
            stream="regional",
            kind="regional",
            name_fr=f"Instance régionale – {name}",
            name_en=f"Regional body – {name}",
            region=code,
            yearly=random.randrange(240_000, 360_000),
            rounds=_ROUNDS[0][1],
        )


def _indigenous(seed: int) -> Iterator[Subject]:
    """Two frameworks and their numbered communities, two friendship-centre projects, an Inuit partnership."""

    def project(rank: int, name: str, yearly: int, rounds: tuple[Round, ...], holds: int = 0) -> Subject:
        return Subject(
            f"PRJ-{rank}", rank, "indigenous", "project", name, name, None, yearly, rounds, framework=None, holds=holds
        )

    def communities(
        framework: int,
        count: int,
        prefix: str,
        name_fr: str,
        name_en: str,
        region: str | None,
        rounds: tuple[Round, ...],
    ) -> Iterator[Subject]:
        for number in range(1, count + 1):
            code = f"{prefix}-{number:02d}"
            yearly = Random(f"{seed}/{code}").randrange(60_000, 150_000)
            yield Subject(
                code,
                framework + number,
                "indigenous",
                "community",
                f"{name_fr} nº {number}",
                f"{name_en} no. {number}",
                region,
                yearly,
                rounds,
                framework,
            )

    yield project(300, _FIRST_NATIONS_AGREEMENT, 2_900_000, _FIRST_NATIONS, FIRST_NATIONS_COMMUNITIES)
    yield from communities(
        300,
        FIRST_NATIONS_COMMUNITIES,
        "CPN",
        "Communauté des Premières Nations",
        "First Nations community",
        None,
        _FIRST_NATIONS,
    )
    yield project(340, _CREE_AGREEMENT, 1_000_000, _CREE, CREE_COMMUNITIES)
    yield from communities(340, CREE_COMMUNITIES, "CCR", "Communauté crie", "Cree community", "10", _CREE)
    for rank, name in enumerate(_FRIENDSHIP_CENTRES, start=361):
        yield project(rank, name, 310_000, _OF_INDIGENOUS_PROJECT)
    yield project(371, _INUIT_PARTNERSHIP, 420_000, _OF_INDIGENOUS_PROJECT)


def _projects(seed: int) -> Iterator[Subject]:
    """35 regional and national projects: those of the reference list, then plainly fictional ones."""
    named = [row for row in read_reference(REFERENCE / "projects.csv") if row["name"] not in _INDIGENOUS]
    places = list(regions().values())
    for number in range(1, PROJECTS + 1):
        code = f"PRJ-{400 + number}"
        random = Random(f"{seed}/{code}")
        if number <= len(named):
            row = named[number - 1]
            name_fr = name_en = row["name"]
            phases = 3 if "3" in row["phases"] or (not row["phases"] and number % 2) else 2
        else:
            place = places[(number * 5) % len(places)]
            regional = number % 3 > 0
            name_fr = f"Projet régional {number} – {place}" if regional else f"Projet national {number}"
            name_en = f"Regional project {number} – {place}" if regional else f"National project {number}"
            phases = 3 if number % 2 else 2
        yield Subject(
            code=code,
            rank=400 + number,
            stream="project",
            kind="project",
            name_fr=name_fr,
            name_en=name_en,
            region=None,
            yearly=random.randrange(150_000, 480_000),
            rounds=random.choice(_PHASES[phases]),
        )
