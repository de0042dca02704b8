"""The statement of a framework agreement and its sub-agreements together (DOMAIN rule 21): what passes from
the holder to a sub-agreement is internal, and counted nowhere.
"""

from __future__ import annotations

from datetime import date, datetime

from tracker.errors import DomainError, message
from tracker.grants.models import Agreement
from tracker.statements.build import UnknownAgreement
from tracker.statements.consolidated.build import Subject, assemble, checked
from tracker.statements.consolidated.queries import Scope
from tracker.statements.consolidated.value import Consolidated
from tracker.statements.queries import agreement_by_number
from tracker.statements.statement import Text


class NotAFramework(DomainError):
    """The agreement has no sub-agreement."""


def framework(
    number: str, *, year: str | None, as_of: date, known_at: datetime, funder: Text, fictional: bool
) -> Consolidated:
    """The framework agreement ``number`` with its sub-agreements: of one fiscal ``year``, or of all without.

    Raises UnknownAgreement, NotAFramework, UnknownYear, NothingToConsolidate, or ConsolidationBroken.
    """
    scope, subject = scope_of(number, year=year, as_of=as_of, known_at=known_at)
    return assemble(scope, subject, funder=funder, fictional=fictional)


def scope_of(number: str, *, year: str | None, as_of: date, known_at: datetime) -> tuple[Scope, Subject]:
    """The framework and its sub-agreements. Raises UnknownAgreement, NotAFramework or UnknownYear."""
    found = agreement_by_number(number)
    if found is None:
        raise UnknownAgreement(message("there is no agreement %(number)s", number=number))
    if not found.sub_agreements:
        raise NotAFramework(message("agreement %(number)s has no sub-agreement", number=number))
    within = (Agreement.id == found.id) | (Agreement.framework_id == found.id)
    programmes = {it.programme.id: it.programme for it in (found, *found.sub_agreements)}
    scope = Scope(within, tuple(programmes.values()), checked(year), as_of, known_at)
    name = Text(found.title_fr, found.title_en)
    return scope, Subject("framework", number, name)
