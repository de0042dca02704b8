"""The steps that choose: with whom, which host, which number and dates."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from tracker.accounts.permissions import may_visit
from tracker.accounts.policy import visitor
from tracker.db import now
from tracker.directory.labels import REGROUPEMENTS
from tracker.directory.models import Project, Regroupement
from tracker.directory.queries import organisations_called, proposed_code
from tracker.grants import officers
from tracker.grants.creation import queries
from tracker.grants.creation.draft import Draft
from tracker.grants.creation.forms import HostForm, IdentityForm, ProjectForm, RegroupementForm, SubjectForm
from tracker.grants.creation.queries import Subject
from tracker.grants.creation.views.opening import Open
from tracker.grants.forms import options
from tracker.grants.labels import STREAMS
from tracker.web.dates import long_date, today
from tracker.web.language import language
from tracker.web.text import clean

TAKE = "take:"
"""The buttons that choose what is alike."""


def _in(lang: str, french: str, english: str) -> str:
    return french if lang == "fr" else english


# ── With whom ─────────────────────────────────────────────────────────────────────────────────────


def offer_subject(at: Open, form: SubjectForm) -> None:
    """Programmes, streams, and what the search finds."""
    lang = language()
    form.programme.choices = options({it.code: _in(lang, it.name_fr, it.name_en) for it in queries.programmes()})
    form.stream.choices = options({code: str(name) for code, name in STREAMS.items()})
    found = queries.subjects_called(form.words.data) if form.words.data else []
    now_chosen = queries.subject_of(at.draft)
    if now_chosen and now_chosen.key not in [it.key for it in found]:
        found.insert(0, now_chosen)
    form.chosen.choices = [SelectChoice(it.key, called(it)) for it in found]


def called(it: Subject) -> str:
    """``Table des Rapides, Mauricie`` or ``Sciage, phase 2``."""
    lang = language()
    name = _in(lang, it.name_fr, it.name_en)
    if it.phase:
        return str(_("%(project)s, phase %(phase)s", project=name, phase=it.phase))
    place = _in(lang, it.place_fr, it.place_en)
    return f"{name}, {place}" if place else name


def fill_subject(at: Open, form: SubjectForm) -> None:
    """Show what was chosen; the only programme is chosen already."""
    draft, chosen = at.draft, queries.subject_of(at.draft)
    programmes = queries.programmes()
    form.programme.data = draft.programme or (programmes[0].code if len(programmes) == 1 else "")
    form.stream.data, form.framework.data = draft.stream, draft.framework
    form.chosen.data = chosen.key if chosen else None


def read_subject(at: Open, form: SubjectForm) -> Draft:
    """The draft with this subject. A search that finds one alone has chosen it."""
    key = form.chosen.data or (form.chosen.choices[0].value if len(form.chosen.choices) == 1 else "")
    if key not in [it.value for it in form.chosen.choices]:
        form.refuse(*_nothing_chosen(form, _("No regroupement or project has this name or code.")))
    what, _colon, rest = key.partition(":")
    code, _colon, phase = rest.partition(":")
    return dataclasses.replace(
        at.draft,
        programme=form.programme.data,
        stream=form.stream.data,
        framework=(form.framework.data or "").strip(),
        regroupement=code if what == "r" else "",
        project=code if what == "p" else "",
        phase=int(phase) if what == "p" and phase.isdigit() else None,
    )


def _nothing_chosen(form: Any, unknown: str) -> tuple[str, str]:
    if form.chosen.choices:
        return _("Several match. Choose one."), "chosen"
    return (unknown if form.words.data else _("Write part of a name, then search.")), "words"


def press_subject(at: Open, form: SubjectForm, pressed: str) -> None:
    """``take:`` and a code choose what is alike, instead of adding it."""
    if pressed.startswith(TAKE):
        form.words.data = pressed.removeprefix(TAKE)
        offer_subject(at, form)
        form.chosen.data = form.chosen.choices[0].value if len(form.chosen.choices) == 1 else None


def subject_values(at: Open, _form: Any) -> Mapping[str, Any]:
    """What opens a phase, and the fields for what the directory does not have."""
    return {"evidence": evidence(at), "regroupement": new_regroupement(), "project": new_project(), "take": TAKE}


def new_regroupement() -> RegroupementForm:
    """Fields for a regroupement: the next code is proposed, kinds and regions are there to choose from."""
    form, lang = RegroupementForm(prefix="g-"), language()
    form.code.data = form.code.data or proposed_code(Regroupement)
    form.kind.choices = options({code: str(name) for code, name in REGROUPEMENTS.items()})
    form.region.choices = options({it.code: _in(lang, it.name_fr, it.name_en) for it in queries.regions()})
    return form


def new_project() -> ProjectForm:
    """Fields for a project: the next code is proposed."""
    form = ProjectForm(prefix="p-")
    form.code.data = form.code.data or proposed_code(Project)
    return form


def evidence(at: Open) -> list[dict[str, Any]]:
    """Each agreement of the phase before and its final report, as ``status.checks`` shows them (rule 23)."""
    shown = []
    for it in at.around.previous or ():
        link = {"href": url_for("insight.agreement_reports", number=it.agreement), "link": it.agreement}
        if it.accepted_on:
            day = long_date(it.accepted_on, language())
            shown.append({"state": "pass", "text": _("Final report accepted on %(day)s:", day=day), **link})
        else:
            shown.append({"state": "fail", "text": _("Final report not accepted yet:"), **link})
    if at.around.previous == ():
        shown.append({"state": "fail", "text": _("The phase before has no agreement.")})
    return shown


# ── The host ──────────────────────────────────────────────────────────────────────────────────────


def offer_host(at: Open, form: HostForm) -> None:
    """The organisations that the search finds, with what tells them apart; one that was just added comes back by
    the address, and is found like the others."""
    if request.method == "GET":
        form.words.data = clean(request.args.get("organisme", ""))[:32]
    found: Sequence[Any] = organisations_called(form.words.data) if form.words.data else []
    chosen = queries.organisation_of(at.draft.host) if at.draft.host else None
    rows = [*([chosen] if chosen and chosen.code not in [it.code for it in found] else []), *found]
    form.chosen.choices = [SelectChoice(it.code, it.name) for it in rows]
    usable = queries.usable_accounts([it.code for it in rows], at=now())
    form.hints = {
        it.code: " · ".join(
            part
            for part in (
                it.city,
                _("NEQ %(neq)s", neq=it.neq) if it.neq else _("no NEQ"),
                _("bank details verified") if it.code in usable else _("bank details to verify"),
            )
            if part
        )
        for it in rows
    }


def fill_host(at: Open, form: HostForm) -> None:
    """Show the one that was chosen, or that was just added."""
    form.chosen.data = form.words.data or at.draft.host or None


def read_host(at: Open, form: HostForm) -> Draft:
    """The draft with this host. A search that finds one alone has chosen it."""
    code = form.chosen.data or (form.chosen.choices[0].value if len(form.chosen.choices) == 1 else "")
    if code not in [it.value for it in form.chosen.choices]:
        form.refuse(*_nothing_chosen(form, _("No organisation has this name, code or NEQ.")))
    return dataclasses.replace(at.draft, host=code)


def host_values(at: Open, form: Any) -> Mapping[str, Any]:
    """What tells the organisations apart, and where bank details are verified."""
    bank = at.draft.host and not at.around.bank_verified and may_visit("payments.bank")
    return {
        "hints": form.hints,
        "may_add": may_visit("directory.add"),
        "bank": url_for("payments.bank", code=at.draft.host) if bank else None,
    }


# ── Number and dates ──────────────────────────────────────────────────────────────────────────────


_IDENTITY = ("number", "title_fr", "title_en", "starts_on", "ends_on", "officer")


def offer_identity(_at: Open, form: IdentityForm) -> None:
    """The officers to choose from."""
    found = [SelectChoice(it.email, it.name) for it in officers.choosable()]
    form.officer.choices = [SelectChoice("", _("Nobody yet")), *found]


def fill_identity(at: Open, form: IdentityForm) -> None:
    """Show number, titles, dates and officer; the next number is proposed, and whoever writes the agreement."""
    draft = at.draft
    for name in _IDENTITY:
        form[name].data = getattr(draft, name)
    if not draft.number:
        form.officer.data = visitor().email
    programme = queries.programme_of(draft.programme) if draft.programme else None
    if not draft.number and programme:
        form.number.data = queries.proposed_number(programme, draft.starts_on or today())


def read_identity(at: Open, form: IdentityForm) -> Draft:
    """The draft with this number, these titles and dates, and its officer if they are one."""
    said = {name: form[name].data for name in _IDENTITY}
    if said["officer"] not in [it.value for it in form.officer.choices]:
        said["officer"] = ""
    return dataclasses.replace(at.draft, **said)


def identity_values(at: Open, _form: Any) -> Mapping[str, Any]:
    """The fiscal years that tile the dates."""
    return {"years": at.years}
