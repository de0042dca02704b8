"""What is decided of a framework and by its communities. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.frameworks.queries import Choice, choice_of, funding_of
from tracker.grants.models import Agreement, FrameworkTerms, Funding, Shared, SharingChoice
from tracker.grants.service import Author, tell


def set_funding(framework: Agreement, funding: Funding, *, author: Author, reason: str) -> None:
    """Say what the framework's unspent funds may be used for; the same again changes nothing."""
    before = funding_of(framework)
    if before is funding:
        return
    kept = session.get(FrameworkTerms, framework.id)
    if kept is None:
        kept = FrameworkTerms(agreement_id=framework.id)
        session.add(kept)
    kept.funding, kept.decided_by, kept.decided_at = funding.value, author.actor, author.at
    session.flush()
    tell(framework, author, "framework funding", {"funding": [before.value, funding.value]}, reason)


def share(agreement: Agreement, choices: Mapping[Shared, Choice], *, on: date, author: Author) -> tuple[Shared, ...]:
    """Record what the community shares from now on; returns what changed. What is published is shared
    with the funder first. Raises DomainError on the part at fault."""
    if agreement.framework is None:
        raise DomainError(message("Only an agreement under a framework has this choice."))
    changed = []
    for what, wanted in choices.items():
        before = choice_of(agreement.id, what)
        if wanted.published and not wanted.with_funder:
            raise DomainError(message("What is published is shared with the funder too."), what.value)
        if wanted == before:
            continue
        session.add(
            SharingChoice(
                agreement_id=agreement.id,
                what=what.value,
                with_holder=wanted.with_holder,
                with_funder=wanted.with_funder,
                published=wanted.published,
                decided_on=on,
                decided_by=author.actor,
                recorded_at=author.at,
            )
        )
        session.flush()
        difference = {
            what.value: [
                [before.with_holder, before.with_funder, before.published],
                [wanted.with_holder, wanted.with_funder, wanted.published],
            ]
        }
        tell(agreement, author, "sharing choice", difference, "")
        changed.append(what)
    return tuple(changed)
