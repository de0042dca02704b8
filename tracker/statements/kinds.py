"""What can be issued: how a statement of each kind is built again, and what stands for it in a number.

A kind is a subject's, then ``year`` or ``cumulative``: ``agreement_year``, ``region_cumulative``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from tracker.errors import DomainError, message
from tracker.statements import service
from tracker.statements.service import AnyStatement

AGREEMENT, DISBURSEMENTS, REGION, PROGRAMME = "agreement", "disbursements", "region", "programme"
OF_AN_AGREEMENT = (AGREEMENT, DISBURSEMENTS)
OF_SEVERAL = (PROGRAMME, REGION)

_BUILDERS: dict[str, Callable[..., AnyStatement]] = {
    AGREEMENT: service.agreement_statement,
    DISBURSEMENTS: service.disbursement_statement,
    REGION: service.region_statement,
    PROGRAMME: service.programme_statement,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a statement is of. ``serials``: what may stand for it in a number, the best first."""

    kind: str
    name: str
    period: str
    serials: Iterable[str]
    agreement: str | None = None


def kind_of(what: str, year: str | None) -> str:
    """The kind of the statement of a subject: of a ``year``, or cumulative without."""
    return f"{what}_{'year' if year else 'cumulative'}"


def what_is(kind: str) -> str:
    """The subject of a kind: agreement, disbursements, region or programme."""
    return kind.rpartition("_")[0]


def is_cumulative(kind: str) -> bool:
    """Whether statements of this kind are of every year."""
    return kind.endswith("_cumulative")


def build(what: str, name: str, *, year: str | None, as_of: date, known_at: datetime) -> AnyStatement:
    """The statement of ``name``, not issued. Raises DomainError for another kind, and what its builder raises."""
    if what not in _BUILDERS:
        raise DomainError(message("There is no statement of this kind."), "de")
    return _BUILDERS[what](name, year=year, as_of=as_of, known_at=known_at)


def subject_of(what: str, name: str, statement: AnyStatement) -> Subject:
    """Under which number ``statement`` is issued, and of what."""
    header = statement.header
    return Subject(
        kind=kind_of(what, header.fiscal_year),
        name=name,
        period=header.fiscal_year or span(header.fiscal_years),
        serials=_SERIALS[what](name),
        agreement=name if what in OF_AN_AGREEMENT else None,
    )


def span(years: Sequence[str]) -> str:
    """``2016-2019``: from the first fiscal year's beginning to the last one's end."""
    return f"{years[0][:4]}-{years[-1][-4:]}"


def endings(number: str) -> Iterable[str]:
    """What may stand for an agreement in the number of a statement: ``014``, then ``2016-014``, then
    ``PE-2016-014``, for those that another agreement has taken; then the last with ``.2``, ``.3``…"""
    parts = re.findall(r"\w+", number)
    for length in range(1, len(parts) + 1):
        yield "-".join(parts[-length:])
    for copy in count(2):
        yield f"{'-'.join(parts)}.{copy}"


def _of_disbursements(number: str) -> Iterable[str]:
    """``V014``: the payments (*versements*) of what 014 stands for."""
    return (f"V{ending}" for ending in endings(number))


def _of_region(code: str) -> Iterable[str]:
    """``R04``; ``national`` for what has no region."""
    return endings(f"R{code}" if code.isdigit() else code)


_SERIALS: dict[str, Callable[[str], Iterable[str]]] = {
    AGREEMENT: endings,
    DISBURSEMENTS: _of_disbursements,
    REGION: _of_region,
    PROGRAMME: endings,
}
