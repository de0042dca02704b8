"""Who reads what a community wrote: the community decides (DOMAIN rule 21). Money is shown to all who answer for it."""

from __future__ import annotations

from tracker.accounts.policy import organisation_of
from tracker.accounts.visitor import Visitor
from tracker.grants.frameworks.queries import choice_of
from tracker.grants.models import Agreement, Shared


def shares(agreement: Agreement, what: Shared, *, person: Visitor) -> bool:
    """Whether ``person``, who may see ``agreement``, may read this part of its reports.

    Its own people always do. What is under no framework is not a community's to withhold.
    """
    if agreement.framework is None:
        return True
    code = organisation_of(person)
    if code is None:
        return choice_of(agreement.id, what).with_funder
    if code in {it.organisation.code for it in agreement.mandates}:
        return True
    if code in {it.organisation.code for it in agreement.framework.mandates}:
        return choice_of(agreement.id, what).with_holder
    return False


def published(agreement: Agreement, what: Shared) -> bool:
    """Whether this part of its reports may be published: under a framework, only when its community says so."""
    return agreement.framework is None or choice_of(agreement.id, what).published


def decides(agreement: Agreement, person: Visitor) -> bool:
    """Whether ``person`` is of the community: they work for the present fiscal host of a sub-agreement."""
    if agreement.framework is None or not person.is_partner:
        return False
    return agreement.mandates[-1].organisation.code == organisation_of(person)
