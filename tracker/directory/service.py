"""Changes to the directory. The caller commits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar, cast

from sqlalchemy import select

from tracker.db import session
from tracker.directory import queries
from tracker.directory.merging import queries as merging
from tracker.directory.models import Instance, Membership, Organisation, Project, Regroupement
from tracker.directory.names import Reason
from tracker.errors import DomainError, message
from tracker.trail import service as trail

FIELDS = ("name", "kind", "neq", "region_code", "city", "language", "email")
"""What is edited of an organisation."""
_NEQ = re.compile(r"(?:11|22|33|88)[0-9]{8}", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
Named = TypeVar("Named", Organisation, Regroupement, Project)


def name_instance(*, funder_fr: str, funder_en: str, fictional: bool, actor: str, at: datetime) -> None:
    """Say whose installation this is, and whether its data is made up; every page and statement shows it."""
    row = session.scalars(select(Instance)).one()
    difference = {
        name: [getattr(row, name), value]
        for name, value in (("funder_fr", funder_fr), ("funder_en", funder_en), ("fictional", fictional))
        if getattr(row, name) != value
    }
    row.funder_fr, row.funder_en, row.fictional = funder_fr, funder_en, fictional
    trail.record(
        actor=actor, at=at, action="instance named", subject_type="instance", subject="1", difference=difference
    )


class MayBeThere(DomainError):
    """What is added may be one of those of these ``codes``, which whoever adds it has not been shown."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            message("It may be in the directory already. Look at what is alike, then add it if it is none.")
        )
        self.codes = codes


def add_regroupement(
    *, code: str, name: str, kind: str, region_code: str | None, shown: Collection[str], actor: str, at: datetime
) -> Regroupement:
    """A new regroupement, regional body or community. ``shown`` are the codes of those alike that whoever adds it has
    seen. Said again word for word, it is added once.

    Raises MayBeThere, and DomainError when its code is taken.
    """
    values = {"name": name, "kind": kind, "region_code": region_code}

    def alike() -> Sequence[str]:
        return queries.regroupements_alike(name, region_code)

    return _added(Regroupement, code, values, alike=alike, shown=shown, actor=actor, at=at)


def add_project(*, code: str, name_fr: str, name_en: str, shown: Collection[str], actor: str, at: datetime) -> Project:
    """A new project, as a regroupement is added; its phases come with their agreements.

    Raises MayBeThere, and DomainError when its code is taken.
    """
    values = {"name_fr": name_fr, "name_en": name_en}

    def alike() -> Sequence[str]:
        return queries.projects_alike(name_fr, name_en)

    return _added(Project, code, values, alike=alike, shown=shown, actor=actor, at=at)


def add_organisation(
    *, code: str, values: Mapping[str, str], shown: Collection[str], actor: str, at: datetime
) -> Organisation:
    """A new organisation. ``values`` has all of FIELDS, empty for what is not known; ``shown`` are the codes of
    those alike that whoever adds it has seen. Said again word for word, it is added once.

    Raises MayBeThere, and DomainError on a field: a code that is taken, an NEQ that another one has.
    """

    def alike() -> Sequence[str]:
        found = merging.alike(values)
        for it in found:
            if Reason.SAME_NEQ in it.reasons:
                raise DomainError(message("%(code)s has this NEQ: it is the same legal entity.", code=it.second), "neq")
        return [it.second for it in found]

    return _added(Organisation, code, _checked(values), alike=alike, shown=shown, actor=actor, at=at)


def _added(
    model: type[Named],
    code: str,
    values: Mapping[str, str | None],
    *,
    alike: Callable[[], Sequence[str]],
    shown: Collection[str],
    actor: str,
    at: datetime,
) -> Named:
    """A new one, or the one that was added in these words already."""
    session.execute(select(Instance.id).with_for_update())  # of two who add at once, one waits and sees the other's
    known: Any = session.scalar(select(model).where(model.code == code))
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return cast(Named, known)
    if known is not None:
        following = queries.proposed_code(model)
        raise DomainError(message("This code is taken. The next one is %(code)s.", code=following), "code")
    codes = alike()
    if not set(codes) <= set(shown):
        raise MayBeThere(codes)
    added = model(code=code, **values)
    session.add(added)
    session.flush()
    difference = {name: [None, value] for name, value in values.items() if value}
    trail.record(
        actor=actor, at=at, action="added", subject_type=model.__tablename__, subject=code, difference=difference
    )
    return added


class ChangedMeanwhile(DomainError):
    """Somebody changed the organisation after the form was opened."""

    def __init__(self) -> None:
        super().__init__(message("This organisation was changed meanwhile. Compare with what it says now, then save."))


def fingerprint(organisation: Organisation) -> str:
    """What a form was filled in from, in short: it differs once somebody has changed anything."""
    values = [getattr(organisation, name) for name in FIELDS]
    return sha256(json.dumps(values).encode()).hexdigest()[:16]


def change_organisation(
    organisation: Organisation, *, values: Mapping[str, str], seen: str, actor: str, at: datetime
) -> list[str]:
    """Correct what is known of an organisation; ``values`` has all of FIELDS, empty for what is not known.
    Returns the names of what changed.

    Raises ChangedMeanwhile when ``seen`` is not its present fingerprint, and DomainError on a field. Of an NEQ, its
    ten digits and its beginning are checked; neither its last digit nor the register is.
    """
    _hold(organisation)
    if fingerprint(organisation) != seen:
        raise ChangedMeanwhile()
    difference = {
        name: [getattr(organisation, name), value]
        for name, value in _checked(values, organisation).items()
        if getattr(organisation, name) != value
    }
    for name, (_before, after) in difference.items():
        setattr(organisation, name, after)
    session.flush()
    if difference:
        trail.record(
            actor=actor,
            at=at,
            action="changed",
            subject_type="organisation",
            subject=organisation.code,
            difference=difference,
        )
    return list(difference)


def join(
    organisation: Organisation,
    regroupement: Regroupement,
    *,
    from_on: date,
    to_on: date | None,
    actor: str,
    at: datetime,
) -> Membership:
    """Make an organisation a member of a regroupement from a day on, to another one if it is known. Said again, it is
    kept once.

    Raises DomainError on a date, also where it was a member on one of these days already.
    """
    _hold(organisation)
    theirs = [it for it in queries.memberships(organisation.id) if it.regroupement_id == regroupement.id]
    for it in theirs:
        if (it.from_on, it.to_on) == (from_on, to_on):
            return it
    _refuse_days(from_on, to_on, beside=theirs)
    added = Membership(organisation=organisation, regroupement=regroupement, from_on=from_on, to_on=to_on)
    session.add(added)
    session.flush()
    _tell_membership(added, [None, _days(added)], "joined", actor, at)
    return added


def end_membership(membership: Membership, *, to_on: date | None, actor: str, at: datetime) -> bool:
    """Say which day is the last of a membership, or that it goes on; whether that is another day than before. An
    organisation that left stays in history.

    Raises DomainError on ``to_on``, also where it was a member again by then.
    """
    _hold(membership.organisation)
    session.refresh(membership)
    if membership.to_on == to_on:
        return False
    others = [
        it
        for it in queries.memberships(membership.organisation_id)
        if it.regroupement_id == membership.regroupement_id and it.id != membership.id
    ]
    _refuse_days(membership.from_on, to_on, beside=others)
    before = _days(membership)
    membership.to_on = to_on
    session.flush()
    _tell_membership(membership, [before, _days(membership)], "membership ended", actor, at)
    return True


def _refuse_days(from_on: date, to_on: date | None, *, beside: Collection[Membership]) -> None:
    if to_on is not None and to_on < from_on:
        raise DomainError(message("The last day comes before the first."), "to_on")
    for it in beside:
        if (to_on is None or it.from_on <= to_on) and (it.to_on is None or it.to_on >= from_on):
            raise DomainError(
                message("It is a member of %(code)s on some of these days already.", code=it.regroupement.code),
                "to_on" if from_on < it.from_on else "from_on",
            )


def _days(membership: Membership) -> str:
    """As the trail keeps it: ``RLP-014, 2016-07-01 – 2019-06-30``."""
    return f"{membership.regroupement.code}, {membership.from_on} – {membership.to_on or '…'}"


def _tell_membership(
    membership: Membership, difference: list[str | None], action: str, actor: str, at: datetime
) -> None:
    trail.record(
        actor=actor,
        at=at,
        action=action,
        subject_type="organisation",
        subject=membership.organisation.code,
        difference={"membership": difference},
    )


def _hold(organisation: Organisation) -> None:
    """Of two who change it at once, one waits. Raises DomainError for one that was merged."""
    session.refresh(organisation, with_for_update={"of": Organisation})
    if organisation.merged_into_code is not None:
        raise DomainError(message("This organisation was merged into another. Change that one."))


def _checked(values: Mapping[str, str], before: Organisation | None = None) -> dict[str, str | None]:
    """What FIELDS are to say, None for what is not known. What was there before, by a workbook, may stay."""
    wanted: dict[str, str | None] = {name: values[name] or None for name in FIELDS}
    wanted["neq"] = re.sub(r"\s", "", values["neq"]) or None
    neq, email = wanted["neq"], wanted["email"]
    if neq and (before is None or neq != before.neq) and not _NEQ.fullmatch(neq):
        raise DomainError(message("An NEQ has 10 digits and begins with 11, 22, 33 or 88."), "neq")
    if email and (before is None or email != before.email) and not _EMAIL.fullmatch(email):
        raise DomainError(message("Write an address such as name@example.org."), "email")
    return wanted
