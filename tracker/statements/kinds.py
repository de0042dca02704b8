"""What can be issued: how a statement of each kind is built again, and what stands for it in a number.

A kind is a subject's, then what its statements are of: ``agreement_year``, ``region_cumulative``; a cut-off is of
the day that ends a mandate, ``handover_day``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from tracker.errors import DomainError, message
from tracker.statements import service
from tracker.statements.handover.value import HandOver
from tracker.statements.service import AnyStatement

AGREEMENT, DISBURSEMENTS, FRAMEWORK, HANDOVER = "agreement", "disbursements", "framework", "handover"
REGION, PROGRAMME = "region", "programme"


@dataclass(frozen=True, slots=True)
class Sort:
    """What holds for every statement of a subject.

    ``build`` makes one, ``serials`` yields what may stand for its subject in a number, the best first. ``prefix``
    stands before its years in an address, among the statements of one agreement; None: it is of several, at an
    address of its own. ``consolidates``: its figures are those of many agreements.
    """

    build: Callable[..., AnyStatement]
    serials: Callable[[str], Iterable[str]]
    prefix: str | None = None
    consolidates: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a statement is of. ``serials``: what may stand for it in a number, the best first."""

    kind: str
    name: str
    period: str
    serials: Iterable[str]
    agreement: str | None = None


def kind_of(what: str, year: str | None) -> str:
    """The kind of the statement of a subject: of a ``year``, of a cut-off's day, or cumulative without."""
    return f"{what}_{'cumulative' if year is None else 'day' if what == HANDOVER else 'year'}"


def what_is(kind: str) -> str:
    """The subject of a kind: agreement, disbursements, framework, handover, region or programme."""
    return kind.rpartition("_")[0]


def is_cumulative(kind: str) -> bool:
    """Whether statements of this kind are of every year."""
    return kind.endswith("_cumulative")


def build(what: str, name: str, *, year: str | None, as_of: date, known_at: datetime) -> AnyStatement:
    """The statement of ``name``, not issued: of a ``year``, or cumulative without; a cut-off, of the day that stands
    there. Raises DomainError for another kind, and what its builder raises."""
    if what not in SORTS:
        raise DomainError(message("There is no statement of this kind."), "de")
    return SORTS[what].build(name, year=year, as_of=as_of, known_at=known_at)


def subject_of(what: str, name: str, statement: AnyStatement) -> Subject:
    """Under which number ``statement`` is issued, and of what."""
    header = statement.header
    year = statement.cut_off.isoformat() if isinstance(statement, HandOver) else header.fiscal_year
    return Subject(
        kind=kind_of(what, year),
        name=name,
        period=year or span(header.fiscal_years),
        serials=SORTS[what].serials(name),
        agreement=name if what in OF_AN_AGREEMENT else None,
    )


def span(years: Sequence[str]) -> str:
    """``2016-2019``: from the first fiscal year's beginning to the last one's end."""
    return f"{years[0][:4]}-{years[-1][-4:]}"


def prefixed(what: str, rest: str) -> str:
    """What stands in an address for a statement of one agreement: ``2016-2017``, ``cadre-2016-2017``."""
    return f"{SORTS[what].prefix}-{rest}" if SORTS[what].prefix else rest


def unprefixed(text: str) -> tuple[str, str]:
    """What ``prefixed`` put together."""
    prefix, _dash, rest = text.partition("-")
    found = next((what for what in OF_AN_AGREEMENT if SORTS[what].prefix == prefix), None)
    return (found, rest) if found else (AGREEMENT, text)


def endings(number: str) -> Iterable[str]:
    """What may stand for an agreement in the number of a statement: ``014``, then ``2016-014``, then
    ``PE-2016-014``, for those that another agreement has taken; then the last with ``.2``, ``.3``…"""
    parts = re.findall(r"\w+", number)
    for length in range(1, len(parts) + 1):
        yield "-".join(parts[-length:])
    for copy in count(2):
        yield f"{'-'.join(parts)}.{copy}"


def _marked(letters: str) -> Callable[[str], Iterable[str]]:
    """``V014``: the payments (*versements*) of what 014 stands for."""
    return lambda number: (f"{letters}{ending}" for ending in endings(number))


def _of_region(code: str) -> Iterable[str]:
    """``R04``; ``national`` for what has no region."""
    return endings(f"R{code}" if code.isdigit() else code)


def _cut_off(number: str, *, year: str, as_of: date, known_at: datetime) -> HandOver:
    return service.handover_statement(number, cut_off=date.fromisoformat(year), as_of=as_of, known_at=known_at)


SORTS: Mapping[str, Sort] = {
    AGREEMENT: Sort(service.agreement_statement, endings, prefix=""),
    DISBURSEMENTS: Sort(service.disbursement_statement, _marked("V"), prefix="versements"),
    FRAMEWORK: Sort(service.framework_statement, _marked("EC"), prefix="cadre", consolidates=True),
    HANDOVER: Sort(_cut_off, _marked("C"), prefix="coupure"),
    REGION: Sort(service.region_statement, _of_region, consolidates=True),
    PROGRAMME: Sort(service.programme_statement, endings, consolidates=True),
}
OF_AN_AGREEMENT = tuple(what for what, sort in SORTS.items() if sort.prefix is not None)
OF_SEVERAL = tuple(what for what, sort in SORTS.items() if sort.prefix is None)
