"""What waits for a signature or an approval, and the key that lets a form decide once.

As in ``tracker.grants.service``: the caller commits.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants import amendment, service
from tracker.grants.amendment import Draft
from tracker.grants.models import Agreement, AmendmentDraft, DecisionKey, Proposal
from tracker.grants.service import Author, RuleBroken, tell
from tracker.grants.terms import Finding
from tracker.ledger import journal


class SavedMeanwhile(DomainError):
    """Somebody else saved the draft after it was opened; ``draft`` is how it stands now."""

    def __init__(self, draft: AmendmentDraft) -> None:
        super().__init__(message("This amendment was saved meanwhile by %(who)s.", who=draft.saved_by))
        self.draft = draft


def use_key(key: str, author: Author) -> bool:
    """Whether ``key`` decides for the first time. Holds the journal, so that of two at once one waits."""
    journal.lock()
    if session.get(DecisionKey, key) is not None:
        return False
    session.add(DecisionKey(key=key, actor=author.actor, used_at=author.at))
    session.flush()
    return True


def save_amendment(agreement: Agreement, draft: Draft, *, revision: int, author: Author) -> AmendmentDraft:
    """Keep what is prepared. ``revision`` is the one that was opened, 0 for a new draft.

    Raises SavedMeanwhile when it is no longer the last one; nothing is kept then.
    """
    kept = session.get(AmendmentDraft, agreement.id)
    if kept is not None and kept.revision != revision:
        raise SavedMeanwhile(kept)
    if kept is None:
        kept = AmendmentDraft(agreement_id=agreement.id, revision=0)
        session.add(kept)
    kept.revision += 1
    kept.content = draft.as_json()
    kept.saved_by, kept.saved_at = author.actor, author.at
    session.flush()
    return kept


def drop_amendment(agreement: Agreement, *, author: Author) -> None:
    """Forget the amendment in preparation; the trail keeps what it was."""
    kept = session.get(AmendmentDraft, agreement.id)
    if kept is not None:
        tell(agreement, author, "amendment draft dropped", {"draft": kept.content}, kept.content["reason"])
        session.delete(kept)


def sign_amendment(agreement: Agreement, *, revision: int, author: Author) -> Draft:
    """Sign the amendment in preparation: it is posted and no longer a draft.

    Raises SavedMeanwhile, or RuleBroken when a date is missing or a rule is in the way.
    """
    kept = session.get(AmendmentDraft, agreement.id)
    if kept is None:
        raise RuleBroken([Finding(message("an amendment in preparation"))])
    if kept.revision != revision:
        raise SavedMeanwhile(kept)
    draft = amendment.from_json(kept.content)
    if draft.signed_on is None or draft.effective_on is None:
        raise RuleBroken([Finding(message("a date"), "signed_on")])
    service.amend(
        agreement,
        signed_on=draft.signed_on,
        effective_on=draft.effective_on,
        lines=draft.changes,
        schedule=draft.schedule,
        ends_on=draft.ends_on,
        reports=draft.reports,
        reason=draft.reason,
        author=author,
    )
    session.delete(kept)
    session.flush()
    return draft


def propose(agreement: Agreement, *, kind: str, answers: Mapping[str, str], author: Author) -> Proposal:
    """Keep a decision that somebody else must approve, as its form was filled in."""
    proposal = Proposal(
        agreement_id=agreement.id,
        kind=kind,
        answers=dict(answers),
        proposed_by=author.actor,
        proposed_at=author.at,
    )
    session.add(proposal)
    session.flush()
    tell(agreement, author, "proposed", {"kind": kind, "answers": dict(answers)}, answers.get("reason", ""))
    return proposal


def approve(proposal: Proposal, *, author: Author) -> None:
    """Note that what was just taken had been proposed by somebody else; it is no longer a proposal."""
    tell(proposal.agreement, author, "approved", {"kind": proposal.kind, "proposed_by": proposal.proposed_by}, "")
    session.delete(proposal)
    session.flush()


def turn_down(proposal: Proposal, *, reason: str, author: Author) -> None:
    """Send a proposal back: it is no longer one, and the trail says why."""
    difference = {"kind": proposal.kind, "answers": proposal.answers, "proposed_by": proposal.proposed_by}
    tell(proposal.agreement, author, "turned down", difference, reason)
    session.delete(proposal)
    session.flush()
