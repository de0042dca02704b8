"""Organisations, who they sit with, and who holds the money: close to 3,000, none of them real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tracker.demo.shape import WORKED_HOSTS, WORKED_RANK, Subject
from tracker.demo.words import ORGANISATIONS, OrganisationForm
from tracker.workbook import sheets as s

_FIRST_CODE = 101  # the worked agreement has the first ones
_FIRST_NEQ = 1_199_000_000  # a range that no real enterprise number is in
_BEGINNING = date(2009, 7, 1)
_DAYS = 365 * 11


@dataclass(frozen=True, slots=True)
class Partners:
    """Rows for everyone, and by subject's code the organisations that may host its agreements:
    the first is the usual one, the second takes over when there is a change."""

    organisations: dict[str, s.Organisation]
    memberships: list[s.Membership]
    hosts: dict[str, tuple[str, str]]


def partners(subjects: Iterable[Subject], seed: int) -> Partners:
    """Everyone around every table. An organisation may sit at several, and may have left."""
    made = _Maker(seed)
    subjects = list(subjects)
    by_region: dict[str, list[str]] = {}
    for subject in subjects:
        if subject.kind == "local" and not subject.is_worked:
            around = made.members(subject)
            by_region.setdefault(subject.region or "", []).extend(around)
    for subject in subjects:
        if subject.kind == "local" and not subject.is_worked:
            made.neighbours(subject, by_region[subject.region or ""])
        elif subject.kind == "regional":
            made.regional(subject, by_region[subject.region or ""])
        elif subject.kind == "community":
            made.community(subject)
        elif subject.is_project:
            made.project(subject)
    return Partners(made.organisations, made.memberships, made.hosts)


class _Maker:
    """Numbers organisations as they are made."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.organisations: dict[str, s.Organisation] = {}
        self.memberships: list[s.Membership] = []
        self.hosts: dict[str, tuple[str, str]] = {f"RLP-{WORKED_RANK:03d}": WORKED_HOSTS}
        self._seats: set[tuple[str, str]] = set()

    def members(self, subject: Subject) -> list[str]:
        """A local table's own members: two of long standing that can hold money, and some twenty others."""
        random = Random(f"{self.seed}/{subject.code}/members")
        place = subject.name_fr.partition(" – ")[2]
        founders = [self._organisation(form, place, subject.region, random) for form in ORGANISATIONS[:2]]
        for code in founders:
            self._seat(subject, code, _BEGINNING, None)
        self.hosts[subject.code] = (founders[0], founders[1])
        forms = random.choices(ORGANISATIONS, [form.share for form in ORGANISATIONS], k=random.randrange(15, 22))
        others = [self._organisation(form, place, subject.region, random) for form in forms]
        for code in others:
            self._sit(subject, code, random)
        return [*founders, *others]

    def neighbours(self, subject: Subject, around: list[str]) -> None:
        """Members that the table shares with others of its region."""
        random = Random(f"{self.seed}/{subject.code}/neighbours")
        for code in random.sample(around, min(len(around), random.randrange(1, 5))):
            self._sit(subject, code, random)

    def regional(self, subject: Subject, around: list[str]) -> None:
        random = Random(f"{self.seed}/{subject.code}/members")
        place = subject.name_fr.partition(" – ")[2]
        pair = [
            self._organisation(OrganisationForm("community", name, 0), place, subject.region, random)
            for name in ("Carrefour régional nº {number} – {place}", "Réseau de services nº {number} – {place}")
        ]
        for code in pair:
            self._seat(subject, code, _BEGINNING, None)
        self.hosts[subject.code] = (pair[0], pair[1])
        for code in random.sample(around, min(len(around), random.randrange(9, 16))):
            self._sit(subject, code, random)

    def community(self, subject: Subject) -> None:
        random = Random(f"{self.seed}/{subject.code}/members")
        pair = [
            self._organisation(OrganisationForm(kind, name, 0), subject.name_fr, subject.region, random, city=None)
            for kind, name in (
                ("indigenous", "Conseil – {place}"),
                ("indigenous", "Centre de santé et de services sociaux – {place}"),
            )
        ]
        for code in pair:
            self._seat(subject, code, _BEGINNING, None)
        self.hosts[subject.code] = (pair[0], pair[1])

    def project(self, subject: Subject) -> None:
        random = Random(f"{self.seed}/{subject.code}/hosts")
        kind = "indigenous" if subject.stream == "indigenous" else "other"
        pair = [
            self._organisation(OrganisationForm(kind, name, 0), "", None, random, city=None)
            for name in ("Organisme porteur nº {number}", "Organisme de relève nº {number}")
        ]
        self.hosts[subject.code] = (pair[0], pair[1])

    def _organisation(
        self, form: OrganisationForm, place: str, region: str | None, random: Random, city: str | None = ""
    ) -> str:
        rank = len(self.organisations)
        code = f"ORG-{_FIRST_CODE + rank:04d}"
        english = region == "06" and random.random() < 0.08
        self.organisations[code] = s.Organisation(
            code=code,
            name=form.name.format(number=f"{_FIRST_CODE + rank:04d}", place=place),
            kind=form.kind,
            neq=str(_FIRST_NEQ + rank * 7 + 3) if form.kind != "municipal" else None,
            region=region,
            city=place if city == "" and place else None,
            language="en" if english else "fr",
            email=f"info@{code.lower()}.example",
        )
        return code

    def _sit(self, subject: Subject, code: str, random: Random) -> None:
        """A seat since some day, most often to this day."""
        joined = _BEGINNING + timedelta(days=random.randrange(_DAYS) if random.random() < 0.45 else 0)
        stayed = timedelta(days=random.randrange(200, 2500))
        left = joined + stayed if random.random() < 0.12 else None
        self._seat(subject, code, joined, left if left and left < date(2020, 6, 30) else None)

    def _seat(self, subject: Subject, code: str, joined: date, left: date | None) -> None:
        if (subject.code, code) not in self._seats:
            self._seats.add((subject.code, code))
            self.memberships.append(
                s.Membership(regroupement=subject.code, organisation=code, from_on=joined, to_on=left)
            )
