"""What the address asks of the portfolio. Nonsense is nothing asked: a link that aged still opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.grants.models import Stream
from tracker.grants.queries import Search
from tracker.insight.portfolio import DEFAULT_ORDER, ORDERS
from tracker.ledger.fiscal import first_year
from tracker.web.text import clean


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the portfolio, as the address has them. ``year`` keeps the agreements of that
    fiscal year, and their figures of that year alone."""

    words: str = ""
    search: Search = field(default_factory=Search)
    year: str = ""
    view: str = ""
    sort: str = DEFAULT_ORDER

    @property
    def narrows(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.words or self.year or self.view or self.search != Search())


VIEW_NAMES = {"retard": "late", "examen": "review", "payer": "ready"}


def asked(args: Mapping[str, str]) -> Asked:
    """Read the address."""
    stream, sort = args.get("volet", ""), args.get("sort", "")
    return Asked(
        words=clean(args.get("q", ""))[:100],
        search=Search(
            stream=stream if stream in {it.value for it in Stream} else "",
            region=clean(args.get("region", ""))[:16],
            programme=clean(args.get("programme", ""))[:32],
            officer=clean(args.get("agent", ""))[:254],
        ),
        year=_year(args.get("exercice", "")),
        view=VIEW_NAMES.get(args.get("vue", ""), ""),
        sort=sort if sort.removeprefix("-") in ORDERS else DEFAULT_ORDER,
    )


def _year(text: str) -> str:
    try:
        first_year(text)
    except ValueError:
        return ""
    return text
