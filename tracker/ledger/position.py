"""Where an agreement stands: running balances over its postings. Pure.

The same sums that ``tracker.ledger.queries`` takes in SQL, for whoever replays a history in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Entry, Leg
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents

Key = tuple[Kind, str, str | None, str | None, str]
"""kind, fiscal year, origin year, line, host."""


class Position:
    """Balances of one agreement, by account and by what a rule needs to know of them."""

    def __init__(self, agreement: str) -> None:
        self.agreement = agreement
        self._sums: dict[Account, dict[Key, Cents]] = defaultdict(lambda: defaultdict(int))

    def apply(self, entry: Entry) -> None:
        """Add the legs of ``entry`` that belong to this agreement."""
        for leg in entry.legs:
            if (leg.agreement or entry.agreement) == self.agreement:
                self.add(entry.kind, leg, leg.host or entry.host)

    def add(self, kind: Kind, leg: Leg, host: str) -> None:
        self._sums[leg.account][(kind, leg.fiscal_year, leg.origin_year, leg.line, host)] += leg.amount

    def balance(
        self,
        account: Account,
        *,
        year: str | None = None,
        until: str | None = None,
        origin_year: str | None = None,
        line: str | None = None,
        host: str | None = None,
        kinds: Iterable[Kind] | None = None,
    ) -> Cents:
        """The sum of ``account``, over everything or what the arguments name; ``until`` takes the
        fiscal years up to and including it (post-closing comes after all)."""
        wanted = frozenset(kinds) if kinds is not None else None
        total = 0
        for (kind, at, origin, on, who), amount in self._sums[account].items():
            if (
                (year is None or at == year)
                and (until is None or (at != POST_CLOSING and at <= until) or until == POST_CLOSING)
                and (origin_year is None or origin == origin_year)
                and (line is None or on == line)
                and (host is None or who == host)
                and (wanted is None or kind in wanted)
            ):
                total += amount
        return total
