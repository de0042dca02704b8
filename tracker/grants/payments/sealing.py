"""Bank details, sealed under the data key with whose they are: moved to another row, they are refused."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.errors import message
from tracker.web.sealing import CannotBeOpened, seal, unseal


@dataclass(frozen=True, slots=True)
class Details:
    """Where money goes: the branch and the account, in digits."""

    institution: str
    transit: str
    account: str


def sealed(organisation_id: int, details: Details) -> str:
    """``details`` of this organisation, as text that only the data key opens."""
    return seal(
        {
            "organisation": organisation_id,
            "institution": details.institution,
            "transit": details.transit,
            "account": details.account,
        }
    )


def details_of(text: str, organisation_id: int) -> Details:
    """The bank details sealed in ``text``. Raises CannotBeOpened, also when they are another organisation's."""
    facts = unseal(text)
    if facts["organisation"] != organisation_id:
        raise CannotBeOpened(message("These bank details were sealed for another organisation."))
    return Details(facts["institution"], facts["transit"], facts["account"])
