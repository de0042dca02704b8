"""Every figure of a cut-off statement: each host's part, and the reports that were still due. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from tracker.insight.trace.references import Deed, Figure, Figures, Part, Sum
from tracker.ledger.accounts import Account, Kind
from tracker.statements.figures import ESTABLISHES
from tracker.statements.handover.value import HandOver
from tracker.statements.handover.value import Part as HostPart
from tracker.statements.statement import Text

A = Account

_OF_A_HOST: Mapping[str, tuple[Account, int, Iterable[Kind] | None]] = {
    "received": (A.HELD, 1, (Kind.PAID, Kind.FRAMEWORK_TRANSFERRED)),
    "interest": (A.INTEREST, -1, None),
    "accepted": (A.EXPENSE, 1, None),
    "established": (A.RECEIVABLE, 1, ESTABLISHES),
    "returned": (A.HELD, -1, (Kind.RETURNED,)),
    "handed": (A.HELD, 1, (Kind.HOST_CHANGED,)),
    "held": (A.HELD, 1, None),
    "offset": (A.RECEIVABLE, -1, (Kind.PAID,)),
    "recovered": (A.RECEIVABLE, -1, (Kind.RECOVERED,)),
    "written_off": (A.WRITTEN_OFF, 1, None),
    "handed_receivable": (A.RECEIVABLE, 1, (Kind.HOST_CHANGED,)),
    "receivable": (A.RECEIVABLE, 1, None),
}
_MADE_OF = {
    "held": (("received", 1), ("interest", 1), ("accepted", -1), ("established", -1), ("returned", -1), ("handed", 1)),
    "receivable": (
        ("established", 1), ("offset", -1), ("recovered", -1), ("written_off", -1), ("handed_receivable", 1),
    ),
}  # fmt: skip


def of(statement: HandOver) -> Figures:
    """Every figure of ``statement`` that has a reference, and the reports it lists."""
    found = {figure.key: figure for figure in parts(statement.parts)}
    defaults = {ref: "held" for ref, _column in found}
    due = {it.ref: Deed(Kind.REPORT_ACCEPTED, it.number) for it in statement.obligations}
    return Figures(found, defaults, due)


def parts(of: Sequence[HostPart]) -> Iterator[Figure]:
    """What moved at each mandate: the entries of its host from its first day to the eve of its next one, if it
    came back."""
    for rank, it in enumerate(of):
        again = next((later.from_on for later in of[rank + 1 :] if later.organisation == it.organisation), None)
        until = again - timedelta(days=1) if again else None
        since = it.from_on if rank else None
        name = Text(it.name, it.name)
        for column, (account, sign, kinds) in _OF_A_HOST.items():
            took = Sum(
                account,
                sign,
                frozenset(kinds) if kinds else None,
                until=until,
                since=since,
                host=it.organisation,
            )
            made = tuple(Part((it.ref, part), sign_) for part, sign_ in _MADE_OF.get(column, ()))
            yield Figure(it.ref, column, name, getattr(it.flows, column), (took,), made)
