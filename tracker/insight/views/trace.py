"""From any figure of a statement to the entries it is made of, and from an entry to its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.grants.models import Agreement
from tracker.grants.policy import last_day, load_agreement
from tracker.insight import labels
from tracker.insight.trace import agreement as own
from tracker.insight.trace import entries, evidence, figures, records, references, words
from tracker.insight.trace.entries import Share
from tracker.insight.trace.references import Figure, Figures
from tracker.ledger.accounts import Kind
from tracker.ledger.money import Cents
from tracker.statements import kinds, typography
from tracker.statements.build import assemble, read, sources_of_facts
from tracker.statements.forms import Asked, asked_about, statement_title
from tracker.statements.handover.build import NoHostThen, parts_of
from tracker.statements.queries import Record
from tracker.statements.statement import Lang, Statement, Text
from tracker.web.filters import cents, money
from tracker.web.language import language
from tracker.web.pages import Page, page_number

SHARES_PER_PAGE = 50
CLOCKS = ("arrete", "connu")


class Of(Protocol):
    """A statement whose figures lead from one to the other."""

    @property
    def figures(self) -> Figures: ...
    @property
    def year(self) -> str | None: ...
    def address(self, key: references.Key | str, *, year: str | None = None, **more: Any) -> str:
        """Where a figure is traced."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The statement that an address speaks of, and every figure on it.

    ``which`` stands for it among the statements of the agreement, empty for the agreement's own; ``statement`` is
    then the cumulative one behind it.
    """

    record: Record
    statement: Statement
    figures: Figures
    clocks: Asked
    year: str | None
    which: str = ""

    @property
    def number(self) -> str:
        return self.record.agreement.number

    @property
    def title(self) -> str:
        """Which of the agreement's statements it is, in words; nothing for its own."""
        what, day = kinds.unprefixed(self.which)
        return "" if what == kinds.AGREEMENT else statement_title(what, day or self.year)

    def address(self, key: references.Key | str, *, year: str | None = None, **more: Any) -> str:
        """The trace of a figure, or of what a reference alone means, by the same clocks."""
        ref, column = (key, None) if isinstance(key, str) else key
        kept = {name: request.args[name] for name in CLOCKS if request.args.get(name)}
        query = {"exercice": year, "etat": self.which or None, **kept, **more}
        return url_for("insight.trace", number=self.number, ref=ref, column=column, **query)

    def deed(self, ref: str) -> str | None:
        """Where a reference without an amount leads: to the report, or to the entry of the decision."""
        found = self.figures.deeds.get(references.as_printed(ref))
        if found is None:
            return None
        if found.kind == Kind.REPORT_ACCEPTED:
            return url_for("insight.agreement_reports", number=self.number, _anchor=f"r{found.number}")
        clocks = self.clocks
        seq = entries.of_source(self.number, found.source, as_of=clocks.as_of, known_at=clocks.known_at)
        return url_for("insight.trace_entry", number=self.number, seq=seq)


def tracer(number: str) -> Callable[..., str]:
    """``trace("L4", "accepted", "2016-2017")``: where a figure of agreement ``number`` leads, on the
    statement of that year or on the cumulative one. A page asks for a hundred: its address is built once, and
    references, columns and years need no quoting."""
    begins = url_for("insight.trace", number=number, ref="-", column="-").removesuffix("-/-")

    def trace(ref: str, column: str, year: str | None = None) -> str:
        return f"{begins}{ref}/{column}?exercice={year}" if year else f"{begins}{ref}/{column}"

    return trace


def statements_of(agreement: Agreement) -> list[tuple[str, str]]:
    """The statements of ``agreement`` that bear references of their own: what stands for each, and its name."""
    ended = [it.to_on for it in agreement.mandates if it.to_on is not None]
    days = [it.isoformat() for it in ended]
    return [
        ("", _("Statement of the agreement")),
        (kinds.SORTS[kinds.DISBURSEMENTS].prefix or "", _("Statement of disbursements")),
        *((kinds.prefixed(kinds.HANDOVER, day), statement_title(kinds.HANDOVER, day)) for day in days),
    ]


@may(Action.SEE_AGREEMENTS)
def find(number: str) -> Response | str | tuple[str, int]:
    """Where a printed reference is typed."""
    asking = _ask(number)
    typed = request.args.get("repere", "").strip()[:20]
    figure = asking.figures.find(typed) if typed else None
    place = asking.address(figure.key, year=asking.year) if figure else asking.deed(typed)
    if place is not None:
        return redirect(place, 303)
    tables = [(name, refs) for letter, name in words.TABLES.items() if (refs := asking.figures.refs(letter))]
    page = render_template("insight/trace/find.html", asking=asking, tables=tables, typed=typed, **_shared(asking))
    return (page, 404) if typed else page


@may(Action.SEE_AGREEMENTS)
def figure(number: str, ref: str, column: str | None = None) -> Response | str:
    """The figure, how it is made, the entries it is a sum of, and the record of the one that is open."""
    asking = _ask(number)
    found = asking.figures.find(ref, column)
    if found is None:
        return redirect(asking.deed(ref) or abort(404), 303)
    taken = _shares(asking, found)
    opened = _opened(taken)
    return render_template(
        "insight/trace/figure.html",
        asking=asking,
        figure=found,
        sentence=words.sentence(found, asking.statement.header.fiscal_year),
        large=_large(found),
        made=made_of(asking, found),
        columns=columns_of(asking, found),
        years=_years(asking, found),
        page=Page(_page_of(taken), page_number(), SHARES_PER_PAGE, len(taken)),
        postings=sum(it.postings for it in taken),
        opened=opened,
        quantity=quantity,
        planned={it.payment: it.ref for it in asking.statement.disbursements if it.payment},
        aggregation=_aggregation(asking, found),
        evidence=evidence.of(found, asking.statement, asking.record),
        **_told(asking, opened),
        **_shared(asking),
    )


@may(Action.SEE_AGREEMENTS)
def entry(number: str, seq: int) -> str:
    """One entry: its record and, for those who read the journal, what was written and sealed."""
    agreement = load_agreement(number)
    whole = entries.entry(agreement.number, seq)
    last = last_day(agreement)
    if whole is None or (last is not None and whole.entry.occurred_on > last):
        abort(404)
    written = whole.entry
    kind, its_number = Kind(written.kind), int(written.source.rpartition(":")[2])
    if written.reverses:
        kind = Kind(written.source.rpartition(":")[0])
    lines = records.lines()
    return render_template(
        "insight/trace/entry.html",
        number=agreement.number,
        whole=whole,
        entry=written,
        name=words.record(kind, its_number),
        hosts=records.hosts(it.host for it in whole.postings) if can(Action.READ_JOURNAL) else {},
        **_record(written.agreement, kind, its_number, lines),
        **_words(lines),
    )


def _ask(number: str) -> Asking:
    """Raises DomainError for a year or a day that is none."""
    agreement = load_agreement(number)
    clocks = asked_about(agreement, request.args)
    record = read(agreement.number, as_of=clocks.as_of, known_at=clocks.known_at)
    nobody = Text("", "")
    year = request.args.get("exercice", "").strip() or None
    which = request.args.get("etat", "").strip()
    if which:
        whole = assemble(record, year=None, funder=nobody, fictional=False)
        return Asking(record, whole, _figures_of(which, agreement.number, year, clocks), clocks, year, which)
    statement = assemble(record, year=year, funder=nobody, fictional=False)
    mandates = [it for it in record.agreement.mandates if it.from_on <= clocks.as_of]
    hosts = tuple(parts_of(record.postings, mandates)) if year is None and len(mandates) > 1 else ()
    found = own.of(statement, hosts=hosts, sources=sources_of_facts(record, year))
    return Asking(record, statement, found, clocks, year)


def _figures_of(which: str, number: str, year: str | None, clocks: Asked) -> Figures:
    """Those of another statement of the agreement than its own; 404 when it has no such one."""
    what, day = kinds.unprefixed(which)
    try:
        if what == kinds.HANDOVER:
            year = date.fromisoformat(day).isoformat()
        elif what != kinds.DISBURSEMENTS or day:
            abort(404)
        return figures.of(kinds.build(what, number, year=year, as_of=clocks.as_of, known_at=clocks.known_at))
    except (NoHostThen, ValueError):
        abort(404)


def _shared(asking: Asking) -> dict[str, Any]:
    return {
        "number": asking.number,
        "header": asking.statement.header,
        "statements": statements_of(asking.record.agreement),
        **_words(asking.record.lines),
    }


def _words(lines: Any) -> dict[str, Any]:
    names = {it.code: it.name_fr if language() == "fr" else it.name_en for it in lines}
    return {
        "names": names,
        "labels": labels,
        "words": words,
        "is_partner": visitor().is_partner,
        "detailed": can(Action.READ_JOURNAL),
    }


def _shares(asking: Asking, found: Figure) -> tuple[Share, ...]:
    """The entries of the figure. They add up to it, or the page stops: a wrong figure is never shown."""
    if not found.sums:
        return ()
    header = asking.statement.header
    postings = entries.postings(asking.number, found.sums, as_of=header.as_of, known_at=header.known_at)
    taken = entries.shares(postings, found.sums)
    traced: Cents = taken[-1].running if taken else 0
    if traced != found.amount:
        raise ArithmeticError(f"{found.key} of {asking.number}: {traced} in the journal, {found.amount} on the page")
    return taken


def _page_of(taken: tuple[Share, ...]) -> tuple[Share, ...]:
    first = (page_number() - 1) * SHARES_PER_PAGE
    return taken[first : first + SHARES_PER_PAGE]


def _opened(taken: tuple[Share, ...]) -> Share | None:
    """The entry whose record is shown: the one asked for, or the only one."""
    wanted = request.args.get("ecriture", "")
    return next((it for it in taken if str(it.entry.seq) == wanted), taken[0] if len(taken) == 1 else None)


def _told(asking: Asking, opened: Share | None) -> dict[str, Any]:
    if opened is None:
        return {}
    whole = entries.entry(asking.number, opened.entry.seq)
    assert whole is not None  # noqa: S101 - it has postings of this agreement
    here = opened.entry.line if opened.postings == 1 else None
    told = _record(whole.entry.agreement, opened.entry.kind, opened.number, asking.record.lines, here)
    return {"whole": whole, **told}


def _record(agreement: str, kind: Kind, number: int, lines: Any, here: str | None = None) -> dict[str, Any]:
    found = records.of(agreement, kind, number)
    report = records.report_behind(kind, found)
    return {
        "kind": kind,
        "record": found,
        "here": here,
        "facts": words.facts(kind, found, _words(lines)["names"]) if found else [],
        "report": report,
        "pieces": records.pieces(report, line=here) if report else [],
    }


def _large(found: Figure) -> str:
    return money(found.amount, parentheses=True) if found.quantity is None else quantity(found.quantity)


def quantity(value: str) -> str:
    """A result in the reader's language."""
    return typography.quantity(value, cast(Lang, language())) if value else "–"


def _aggregation(asking: Asking, found: Figure) -> str:
    return next((it.aggregation for it in asking.statement.indicators if it.ref == found.ref), "")


def made_of(asking: Of, found: Figure) -> list[dict[str, Any]]:
    """The figures that this one is made of, each leading to its own trace; of more than two, those that
    are not nil."""
    steps = [(it, asking.figures.by_key[it.key]) for it in found.parts]
    kept = [(it, of) for it, of in steps if of.amount or len(steps) == 2]
    if not found.amount and not any(of.amount for _it, of in kept):
        return []
    made: list[dict[str, Any]] = []
    for part, of in kept:
        amount = part.sign * of.amount
        sign = "− " if (amount or part.sign) < 0 else "+ " if made else ""
        link = Markup('{}<a href="{}">{}</a>').format(
            sign, asking.address(of.key, year=asking.year), cents(abs(amount))
        )
        made.append({"text": _part(found, of), "value": link})
    made.append({"text": _part(found, found), "value": f"= {money(found.amount, parentheses=True)}"})
    return made


def _part(figure: Figure, of: Figure) -> str:
    """A part by what tells it from the others: its column on the same row, its row otherwise."""
    if of.ref[0] in "LVY" or (of.ref == figure.ref and of.column != figure.column):
        return words.column(of.column)
    text = of.row[language()]
    return text if of.column == figure.column else f"{text}, {words.column(of.column)}"


def columns_of(asking: Of, found: Figure) -> list[dict[str, Any]]:
    """The same row's other columns."""
    return [
        {
            "text": words.column(name),
            "href": asking.address((found.ref, name), year=asking.year),
            "current": name == found.column,
        }
        for name in asking.figures.columns(found.ref)
    ]


_EVERYWHERE = frozenset({"authorised", "declared", "disallowed", "accepted", "balance", "target", "actual"})


def _years(asking: Asking, found: Figure) -> list[dict[str, Any]]:
    """The same figure on the other statements of the agreement; a ledger's years are columns already."""
    if asking.which or found.ref[0] not in "LER":
        return []
    key = found.key if found.ref[0] == "E" or found.column in _EVERYWHERE else found.ref
    chips = [{"text": _("Cumulative"), "href": asking.address(key), "current": asking.year is None}]
    years = asking.statement.header.fiscal_years
    chips += [{"text": it, "href": asking.address(key, year=it), "current": it == asking.year} for it in years]
    return chips
