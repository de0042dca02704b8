"""Agreements as a 360Giving package (JSON, version 1.4 of the standard). Pure.

Titles and descriptions are in French then in English: the standard has one field for both.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tracker.bilingual import Text
from tracker.insight.opendata import wording
from tracker.insight.opendata.value import Grant, Movement, Place, Publication, Recipient
from tracker.ledger.money import Cents

VERSION = "1.4"
REGISTER_OF_QUEBEC = "CA_QC-QBC"
"""Québec's enterprise register in the lists of organisation identifiers that the standard uses."""
CHARITIES_OF_CANADA = "CA-CRA_ACR"
COMMON_REGRANT = "FRG010"
"""Given to one organisation that grants it onward."""


def write(publication: Publication, *, prefix: str, funder_id: str, licence: str) -> bytes:
    """The package, as UTF-8 text. ``funder_id`` is the funder's organisation identifier."""
    found = package(publication, prefix=prefix, funder_id=funder_id, licence=licence)
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def package(publication: Publication, *, prefix: str, funder_id: str, licence: str) -> dict[str, Any]:
    """The same as an object."""
    funder = {"id": funder_id or f"{prefix}-funder", "name": publication.funder.fr}
    about: dict[str, Any] = {
        "version": VERSION,
        "title": _both(wording.PACKAGE_TITLE.filled(funder=publication.funder)),
        "description": _both(wording.about(publication)),
        "identifier": f"{prefix}-{publication.as_of.isoformat()}-{publication.head[0]}",
        "issued": publication.as_of.isoformat(),
        "modified": _moment(publication.known_at),
        "publisher": {"identifier": funder["id"], "name": funder["name"]},
    }
    if licence:
        about["license"] = licence
    return about | {"grants": [_grant(it, prefix, funder) for it in publication.grants]}


def _grant(it: Grant, prefix: str, funder: dict[str, str]) -> dict[str, Any]:
    hosts = {host.code: _identifier(host, prefix) for host in it.hosts}
    identifier = f"{prefix}-{it.number}"

    def transaction(movement: Movement) -> dict[str, Any]:
        return {
            "id": f"{identifier}:{movement.seq}",
            "transactionDate": movement.on.isoformat(),
            "currency": "CAD",
            "value": _number(movement.amount),
            "provider": funder["id"],
            "recipient": hosts[movement.recipient],
        }

    found = {
        "id": identifier,
        "title": _both(it.title),
        "description": _both(wording.description(it)),
        "currency": "CAD",
        "amountAwarded": _number(it.awarded),
        "amountDisbursed": _number(it.disbursed),
        "awardDate": it.signed_on.isoformat(),
        "plannedDates": [{"startDate": it.starts_on.isoformat(), "endDate": it.last.ends_on.isoformat()}],
        "recipientOrganization": [_organisation(it.last.recipient, prefix)],
        "fundingOrganization": [funder],
        "beneficiaryLocation": [_place(place) for place in it.places] or [_EVERYWHERE],
        "grantProgramme": [{"code": it.programme, "title": _both(it.programme_name)}],
        "classifications": [{"vocabulary": _both(wording.STREAM), "title": _both(it.stream)}],
        "commitmentTransaction": [transaction(movement) for movement in it.commitments],
        "disbursementTransaction": [transaction(movement) for movement in it.payments],
        "dateModified": _moment(it.modified_at),
    }
    if it.regrants:
        found["regrantType"] = COMMON_REGRANT
    return found


_EVERYWHERE = {"id": "CA-QC", "name": "Québec", "countryCode": "CA"}


def _place(place: Place) -> dict[str, Any]:
    found = {"id": f"CA-QC-{place.code}", "name": _both(place.name), "countryCode": "CA"}
    if place.share is not None:
        found["description"] = _both(wording.share(place.share))
    return found


def _organisation(it: Recipient, prefix: str) -> dict[str, Any]:
    found = {"id": _identifier(it, prefix), "name": it.name, "organisationType": _both(wording.KINDS[it.kind])}
    optional = {
        "description": f"NEQ {it.neq}" if it.neq else "",
        "charityNumber": it.business_number if wording.is_charity(it.business_number) else "",
        "addressLocality": it.city,
        "addressRegion": _both(it.region) if it.region else "",
        "addressCountry": "Canada",
    }
    return found | {name: text for name, text in optional.items() if text}


def _identifier(it: Recipient, prefix: str) -> str:
    """In Québec's register, else in Canada's of charities, else in ours."""
    if it.neq:
        return f"{REGISTER_OF_QUEBEC}-{it.neq}"
    if wording.is_charity(it.business_number):
        return f"{CHARITIES_OF_CANADA}-{it.business_number}"
    return f"{prefix}-{it.code}"


def _both(text: Text) -> str:
    return text.fr if text.fr == text.en else f"{text.fr} / {text.en}"


def _number(amount: Cents) -> int | float:
    """A number of dollars, as the standard asks: the nearest one prints with the same cents, whatever the amount."""
    dollars, cents = divmod(amount, 100)
    return amount / 100 if cents else dollars


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
