"""Every figure of a statement of disbursements, and what each is a sum of. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.insight.trace import agreement
from tracker.insight.trace.references import TOTAL, Figure, Figures, Sum
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements.disbursements.value import Schedule
from tracker.statements.statement import Text


def of(statement: Schedule) -> Figures:
    """Every figure of ``statement`` that has a reference. Its commitment is that of the as-of day, whatever its
    year."""
    listed = [it.item for it in statement.rows]
    makers = (
        agreement.schedule(listed, whole=statement.header.fiscal_year is None),
        _years(statement),
        agreement.bridge(statement.allotments, until=None),
    )
    found = {figure.key: figure for made in makers for figure in made}
    return Figures(found, {ref: "gross" if ref[0] in "VY" else TOTAL for ref, _column in found})


def _years(statement: Schedule) -> Iterator[Figure]:
    """What each year's allotment plans, and what was paid in it; the last column is the journal's (I11)."""
    for it in statement.years:
        row = Text(f"exercice {it.fiscal_year}", f"fiscal year {it.fiscal_year}")
        if it.fiscal_year == POST_CLOSING:
            row = Text("après clôture", "post-closing")
        due = agreement.planned(each.item for each in statement.rows if each.item.fiscal_year == it.fiscal_year)
        yield Figure(it.ref, "scheduled", row, it.scheduled, planned=due)
        amounts = {"gross": it.gross, "offset": it.offset, "cash": it.cash}
        yield from agreement.paid_out(it.ref, row, amounts, year=it.fiscal_year)
        held = Sum(Account.HELD, 1, frozenset({Kind.PAID}), frozenset({it.fiscal_year}))
        yield Figure(it.ref, "journal", row, it.journal, (held,))
