"""What the directory calls kinds of organisations, and what was done to them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.directory.models import OrganisationKind, RegroupementKind
from tracker.directory.names import Reason

KINDS = {
    OrganisationKind.COMMUNITY.value: _l("Community organisation"),
    OrganisationKind.CHILDCARE.value: _l("Childcare"),
    OrganisationKind.SCHOOL.value: _l("School"),
    OrganisationKind.HEALTH.value: _l("Health and social services"),
    OrganisationKind.MUNICIPAL.value: _l("Municipality"),
    OrganisationKind.INDIGENOUS.value: _l("Indigenous organisation"),
    OrganisationKind.OTHER.value: _l("Other"),
}

REGROUPEMENTS = {
    RegroupementKind.LOCAL.value: _l("Local regroupement"),
    RegroupementKind.REGIONAL.value: _l("Regional body"),
    RegroupementKind.COMMUNITY.value: _l("Community"),
}

REASONS = {  # words, tone
    Reason.SAME_NEQ: (_l("Same NEQ"), "late"),
    Reason.SAME_EMAIL: (_l("Same e-mail address"), "todo"),
    Reason.SAME_NAME: (_l("Same name"), "todo"),
    Reason.NEAR_NAME: (_l("Near names"), "wait"),
}

FIELDS = {
    "name": _l("Name"),
    "kind": _l("Kind"),
    "neq": _l("NEQ"),
    "region_code": _l("Region"),
    "city": _l("City"),
    "language": _l("Language"),
    "email": _l("E-mail address"),
}

CHANGES = {
    **FIELDS,
    "merged": _l("Took in"),
    "into": _l("Into"),
    "as": _l("As"),
    "account": _l("Account"),
    "membership": _l("Membership"),
}
"""What an act changed, by its name in the trail."""

ACTS = {
    "added": _l("Added to the directory"),
    "changed": _l("Corrected"),
    "joined": _l("Joined a regroupement"),
    "membership ended": _l("End of a membership"),
    "merger proposed": _l("Merger proposed"),
    "merger declined": _l("Merger declined"),
    "merged": _l("Merged"),
    "took in": _l("Took another organisation in"),
    "said not the same": _l("Said not the same as another"),
    "no longer said not the same": _l("No longer said not the same as another"),
    "entered bank details": _l("Bank details entered"),
    "confirmed bank details": _l("Bank details checked"),
    "withdrew bank details": _l("Bank details withdrawn"),
}
