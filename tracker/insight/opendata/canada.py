"""Agreements as Canada's proactive publication of grants and contributions: one row for each agreement and
number of amendment, the columns of the standard in its order. Pure.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO

from tracker.bilingual import Text
from tracker.directory.models import OrganisationKind
from tracker.insight.opendata import wording
from tracker.insight.opendata.value import Grant, Publication, Version
from tracker.ledger.money import plain

COLUMNS = (
    "ref_number",
    "amendment_number",
    "amendment_date",
    "agreement_type",
    "recipient_type",
    "recipient_business_number",
    "recipient_legal_name",
    "recipient_operating_name",
    "research_organization_name",
    "recipient_country",
    "recipient_province",
    "recipient_city",
    "recipient_postal_code",
    "federal_riding_name_en",
    "federal_riding_name_fr",
    "federal_riding_number",
    "prog_name_en",
    "prog_name_fr",
    "prog_purpose_en",
    "prog_purpose_fr",
    "agreement_title_en",
    "agreement_title_fr",
    "agreement_number",
    "agreement_value",
    "foreign_currency_type",
    "foreign_currency_value",
    "agreement_start_date",
    "agreement_end_date",
    "coverage",
    "description_en",
    "description_fr",
    "naics_identifier",
    "expected_results_en",
    "expected_results_fr",
    "additional_information_en",
    "additional_information_fr",
)

RECIPIENT_TYPES = {
    OrganisationKind.COMMUNITY.value: "N",
    OrganisationKind.CHILDCARE.value: "N",
    OrganisationKind.SCHOOL.value: "S",
    OrganisationKind.HEALTH.value: "G",
    OrganisationKind.MUNICIPAL.value: "G",
    OrganisationKind.INDIGENOUS.value: "A",
    OrganisationKind.OTHER.value: "O",
}
CONTRIBUTION = "C"
"""Paid against conditions and accounted for, which a grant (G) is not."""

_FORMULA = ("=", "+", "-", "@", " =", " +", " -", " @")


def write(publication: Publication, *, department: str) -> bytes:
    """The file: commas, CRLF and the columns' names, in UTF-8 marked as such, as the registry writes its own.
    ``department`` is the three digits that reference numbers begin with."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(publication, department=department))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def rows(publication: Publication, *, department: str) -> Iterator[dict[str, str]]:
    """Each agreement as signed and after each amendment; a withdrawal is one more, as the standard asks."""
    note = wording.FICTIONAL if publication.fictional else wording.NOTHING
    for grant in publication.grants:
        more = [note, wording.REGRANTED if grant.regrants else wording.NOTHING]
        for version in grant.versions:
            yield _row(grant, version, department, more)
        if grant.withdrawn_on:
            ended = {"amendment_number": str(grant.last.number + 1), "amendment_date": grant.withdrawn_on.isoformat()}
            yield _row(grant, grant.last, department, [*more, wording.TERMINATED]) | ended


def reference(grant: Grant, department: str) -> str:
    """``000-2016-2017-Q1-00014``: the department, the federal fiscal year and quarter of the signature, and a
    number that no other agreement has."""
    on = grant.signed_on
    first = on.year if on.month >= 4 else on.year - 1
    quarter = (on.month - 4) % 12 // 3 + 1
    return f"{department}-{first}-{first + 1}-Q{quarter}-{grant.serial:05d}"


def _row(it: Grant, version: Version, department: str, more: Sequence[Text]) -> dict[str, str]:
    host = version.recipient
    described, purpose = wording.description(it), wording.purpose(it)
    results = wording.outcomes(it) or purpose
    number = host.business_number[:9]
    row = {
        "ref_number": reference(it, department),
        "amendment_number": str(version.number),
        "amendment_date": version.on.isoformat() if version.number else "",
        "agreement_type": CONTRIBUTION,
        "recipient_type": RECIPIENT_TYPES[host.kind],
        "recipient_business_number": number if re.fullmatch(r"[1-9][0-9]{8}", number) else "",
        "recipient_legal_name": _one(host.name),
        "recipient_country": "CA",
        "recipient_province": "QC",
        "recipient_city": _one(host.city) if host.city else _pair(host.region or wording.UNKNOWN),
        "agreement_number": _text(it.number),
        "agreement_value": plain(version.value),
        "agreement_start_date": it.signed_on.isoformat(),
        "agreement_end_date": version.ends_on.isoformat(),
        "coverage": _text("; ".join(_pair(place.name) for place in it.places)) or _pair(wording.ALL_QUEBEC),
    }
    for name, text in {
        "prog_name": it.programme_name,
        "prog_purpose": purpose,
        "agreement_title": it.title,
        "description": described,
        "expected_results": results,
        "additional_information": wording.joined(more),
    }.items():
        row |= {f"{name}_en": _text(text.en), f"{name}_fr": _text(text.fr)}
    return {name: row.get(name, "") for name in COLUMNS}


def _pair(text: Text) -> str:
    """``English|French``; once, where both are the same."""
    return _one(text.en) if text.en == text.fr else f"{_one(text.en)}|{_one(text.fr)}"


def _one(text: str) -> str:
    """A name where the standard gives ``|`` and ``;`` a meaning of their own."""
    return _text(text.replace("|", "/").replace(";", ","))


def _text(text: str) -> str:
    """Free text on one line, that no spreadsheet takes for a formula: an apostrophe before what would be one.
    Codes, dates and amounts never begin so."""
    text = re.sub(r"[\t\r\n]+", " ", text)
    return f"'{text}" if text.startswith(_FORMULA) else text
