"""From the journal and the records of many agreements to the frozen ``Consolidated``, identities checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tracker.errors import DomainError, message
from tracker.ledger.fiscal import FiscalCalendar, first_year
from tracker.ledger.queries import head_at
from tracker.statements.build import UnknownYear
from tracker.statements.consolidated import arrange, identities, queries, sharing, wording
from tracker.statements.consolidated.arrange import Member
from tracker.statements.consolidated.notes import notes
from tracker.statements.consolidated.queries import Scope
from tracker.statements.consolidated.sharing import Divided
from tracker.statements.consolidated.value import (
    NATIONAL,
    AgreementRow,
    Consolidated,
    Header,
    RegionRow,
    ShareRow,
)
from tracker.statements.figures import committed, ledgers
from tracker.statements.ledgers import over_all
from tracker.statements.phrases import listed
from tracker.statements.statement import Text


class UnknownRegion(DomainError):
    """No region has this code."""


class UnknownProgramme(DomainError):
    """No programme has this code."""


class NothingToConsolidate(DomainError):
    """No agreement is signed there, by that day."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a statement is of: ``kind`` is region, programme or framework."""

    kind: str
    code: str
    name: Text


def region(
    code: str, *, year: str | None, as_of: date, known_at: datetime, funder: Text, fictional: bool
) -> Consolidated:
    """Statement c: the agreements of region ``code``, or those that have none where it is ``national``.

    Raises UnknownRegion, UnknownYear, NothingToConsolidate, or ConsolidationBroken.
    """
    scope, subject = scope_of("region", code, year=year, as_of=as_of, known_at=known_at)
    return assemble(scope, subject, funder=funder, fictional=fictional)


def programme(
    code: str, *, year: str | None, as_of: date, known_at: datetime, funder: Text, fictional: bool
) -> Consolidated:
    """Statement d: every agreement of programme ``code``.

    Raises UnknownProgramme, UnknownYear, NothingToConsolidate, or ConsolidationBroken.
    """
    scope, subject = scope_of("programme", code, year=year, as_of=as_of, known_at=known_at)
    return assemble(scope, subject, funder=funder, fictional=fictional)


def scope_of(kind: str, code: str, *, year: str | None, as_of: date, known_at: datetime) -> tuple[Scope, Subject]:
    """The agreements of a region or of a programme. Raises UnknownRegion, UnknownProgramme or UnknownYear."""
    if kind == "region":
        names = {it.code: Text(it.name_fr, it.name_en) for it in queries.regions()} | {NATIONAL: wording.NATIONAL}
        if code not in names:
            raise UnknownRegion(message("there is no region %(code)s", code=code))
        scope = Scope(queries.of_region(code), queries.programmes(), checked(year), as_of, known_at)
        return scope, Subject("region", code, names[code])
    found = queries.programme_by_code(code)
    if found is None:
        raise UnknownProgramme(message("there is no programme %(code)s", code=code))
    scope = Scope(queries.of_programme(found), (found,), checked(year), as_of, known_at)
    return scope, Subject("programme", code, Text(found.name_fr, found.name_en))


def checked(year: str | None) -> str | None:
    """``year``, which is a fiscal year's label if anything. Raises UnknownYear."""
    try:
        if year is not None:
            first_year(year)
    except ValueError:
        raise UnknownYear(message("%(year)s is not a fiscal year: write it as 2016-2017", year=year), "year") from None
    return year


def assemble(scope: Scope, subject: Subject, *, funder: Text, fictional: bool) -> Consolidated:
    """The statement of the agreements of ``scope``. Raises NothingToConsolidate, or ConsolidationBroken."""
    found = queries.agreements(scope)
    around, keys = _around(scope, subject)
    if not found and not around.rows:
        raise NothingToConsolidate(message("no agreement was signed there by that day, or has that year"), "year")
    members, years = _members(scope, found)
    years = years or around.years
    by_line = queries.movements_by_line(scope)
    movements = arrange.external(by_line)
    names = [(it.code, Text(it.name_fr, it.name_en)) for it in queries.budget_lines()]
    taking_part = _taking_part(scope, _period(scope, found or around.found))
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for stream, place, _, who in taking_part:
        places[stream, place].add(who)

    rows = arrange.agreement_rows(members, scope.year)
    groups = arrange.group_rows(rows, places)
    cells = arrange.cell_rows(members) if scope.year is None else ()
    by_year = arrange.year_rows(cells, years) if scope.year is None else ()
    lines, eliminated, whole_line = arrange.line_rows(by_line, names, scope.year)
    of_years = ledgers(movements, years)
    kept = [it for it in of_years if scope.year in (None, it.fiscal_year)]
    counted = [it for it in movements if arrange.in_time(it)]
    commitment = committed(counted)
    late = sum(sum(it.late.values()) for it in members)
    total = arrange.figures(movements, year=scope.year, is_sub=False, late=late)
    indicators = arrange.indicator_rows([tuple(row) for row in queries.indicator_values(scope)])
    divided = tuple(Divided(row, keys[row.number]) for row in (*rows, *around.rows) if row.number in keys)
    shares, regions = _shared(subject, rows, divided)
    header = _header(scope, subject, found or around.found, years, funder, fictional)
    header = replace(header, regions=_regions(found, shares))
    proven = identities.check(
        f"{subject.kind} {subject.code}",
        [
            *identities.of_money(movements, scope.year, over_all(tuple(kept)), commitment, _paid(scope, found)),
            *(identities.of_frameworks(members) if scope.year is None else ()),
            *identities.of_sums(total, lines, rows, groups, by_year, cells),
            *identities.of_shares(divided, sharing.to_regions(divided), total, regions),
        ],
        members,
    )
    shown = arrange.with_something(kept)
    ended = queries.ended_before(scope) if scope.year is not None else (0, 0, 0)
    return Consolidated(
        header=header,
        total=total,
        rows=rows,
        groups=groups,
        years=by_year,
        cells=cells,
        lines=lines,
        eliminated=eliminated,
        whole=whole_line,
        ledgers=shown,
        allotments=arrange.allotments(counted, years),
        commitment=commitment,
        organisations=arrange.organisation_rows(taking_part),
        indicators=indicators,
        notes=notes(header, members, rows, total, shown, indicators, ended, shares),
        identities=identities.fewer(proven),
        shares=shares,
        regions=regions,
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The agreements that serve several regions and give one a share: none where they are the scope's own."""

    found: Sequence[Any] = ()
    rows: tuple[AgreementRow, ...] = ()
    years: tuple[str, ...] = ()


def _around(scope: Scope, subject: Subject) -> tuple[_Around, dict[str, dict[str, int]]]:
    """What gives a region a share, and the keys: for others than a region those of the scope itself."""
    if subject.kind != "region" or subject.code == NATIONAL:
        return _Around(), queries.keys(scope, None)
    keys = queries.keys(scope, subject.code)
    if not keys:
        return _Around(), keys
    others = replace(scope, within=queries.among(keys))
    found = queries.agreements(others)
    members, years = _members(others, found)
    return _Around(found, arrange.agreement_rows(members, scope.year), years), keys


def _shared(
    subject: Subject, rows: Sequence[AgreementRow], divided: Sequence[Divided]
) -> tuple[tuple[ShareRow, ...], tuple[RegionRow, ...]]:
    """The shares that the statement shows, and a programme's regions with them."""
    shares = sharing.to_regions(divided)
    if subject.kind == "programme":
        return shares, sharing.region_rows(rows, shares) if shares else ()
    if subject.code == NATIONAL:
        return sharing.given_away(divided), ()
    return sharing.of_region(shares, subject.code), ()


def _members(scope: Scope, found: Sequence[Any]) -> tuple[tuple[Member, ...], tuple[str, ...]]:
    """The agreements with what moved in them, and the fiscal years that they have together."""
    moved, late = queries.movements(scope), _late(scope)
    calendars = _calendars(scope)
    years: set[str] = set()
    members = []
    for it in found:
        years.update(calendars[it.programme].years_between(it.starts_on, it.ends_on))
        fr = it.regroupement or f"{it.project_fr}, phase {it.phase}"
        members.append(
            Member(
                number=it.number,
                name=Text(fr, it.regroupement or f"{it.project_en}, phase {it.phase}"),
                stream=it.stream,
                region=it.region_code or NATIONAL,
                framework=it.framework,
                host=it.host or "",
                movements=moved.get(it.number, ()),
                late=late.get(it.number, {}),
            )
        )
    return tuple(members), tuple(sorted(years))


def _late(scope: Scope) -> dict[str, dict[str, int]]:
    late: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for number, year, count in queries.late_reports(scope):
        late[number][year] = count
    return late


def _paid(scope: Scope, found: Sequence[Any]) -> int:
    """What the records of payments add up to, in the year or in all."""
    calendars = _calendars(scope)
    years = {it.number: (calendars[it.programme], it.starts_on, it.ends_on) for it in found}
    total = 0
    for number, paid_on, gross in queries.payments(scope):
        calendar, starts_on, ends_on = years[number]
        if (
            scope.year is None
            or calendar.reported_in(paid_on, calendar.years_between(starts_on, ends_on)) == scope.year
        ):
            total += gross
    return total


def _taking_part(scope: Scope, period: tuple[date, date]) -> list[tuple[str, str, bool, str]]:
    """Who took part: stream, region, whether as a fiscal host, and what tells them from others."""
    rows = queries.partners(scope, (period[0], min(period[1], scope.as_of)))
    who = arrange.identity_of_organisations((neq, bn, code) for _, _, _, neq, bn, code in rows)
    return [(stream, place, bool(host), who[code]) for stream, place, host, _, _, code in rows]


def _period(scope: Scope, found: Sequence[Any]) -> tuple[date, date]:
    if scope.year is None:
        return min(it.starts_on for it in found), max(it.ends_on for it in found)
    calendars = [it.calendar for it in scope.programmes]
    return min(it.starts_on(scope.year) for it in calendars), max(it.ends_on(scope.year) for it in calendars)


def _header(
    scope: Scope, subject: Subject, found: Sequence[Any], years: tuple[str, ...], funder: Text, fictional: bool
) -> Header:
    present = {it.programme for it in found}
    seq, head = head_at(scope.known_at)
    return Header(
        funder=funder,
        programme=listed([Text(it.name_fr, it.name_en) for it in scope.programmes if it.code in present]),
        kind=subject.kind,
        code=subject.code,
        name=subject.name,
        fiscal_years=years,
        fiscal_year=scope.year,
        period=_period(scope, found),
        as_of=scope.as_of,
        known_at=scope.known_at,
        journal_seq=seq,
        journal_head=head,
        fictional=fictional,
        regions=(),
    )


def _regions(found: Sequence[Any], shares: Sequence[ShareRow]) -> tuple[tuple[str, Text], ...]:
    """The names of the regions of agreements and of shares, what has none last."""
    named = {it.region_code: Text(it.region_fr, it.region_en) for it in found if it.region_code}
    missing = {it.region for it in shares} - named.keys() - {NATIONAL}
    if missing:
        named |= {it.code: Text(it.name_fr, it.name_en) for it in queries.regions() if it.code in missing}
    national = any(it.region_code is None for it in found)
    return (*sorted(named.items()), *([(NATIONAL, wording.NATIONAL)] if national else []))


def _calendars(scope: Scope) -> dict[str, FiscalCalendar]:
    return {it.code: it.calendar for it in scope.programmes}
