"""What differs between two records, figure by figure, and what each figure is called. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import format_money
from tracker.statements import wording
from tracker.statements.canonical import SUPERSEDES, Record
from tracker.statements.consolidated.value import NATIONAL
from tracker.statements.consolidated.wording import NATIONAL as WITHOUT_A_REGION
from tracker.statements.consolidated.wording import STREAM_NAME
from tracker.statements.statement import Note, Text

Change = dict[str, str | None]
"""``figure`` is a path such as ``lines/salaries/accepted``; ``before`` and ``after`` are None where it is absent."""

_LONGEST = 60  # of a text that is quoted
_NAMES_A_ROW = (
    ("line",),
    ("ref",),
    ("agreement",),
    ("fiscal_year",),
    ("indicator",),
    ("stream", "region", "fiscal_year"),
    ("stream", "region"),
    ("agreement", "region"),
    ("region",),
    ("instalment", "payment"),
    ("organisation", "from"),
    ("report",),
)
"""What tells the rows of a list apart: the first of these that does, its parts written with a dot between them."""
_AND = " · "
_PLAIN = (str, int, type(None))

SHOWN = 8
"""How many differences a sentence names before it counts the others."""

_PARTS = {
    "totals": Text("total", "total"),
    "commitment": Text("engagement", "commitment"),
    "funds": Text("solde non dépensé", "unspent balance"),
    "receivables": Text("créances", "receivables"),
    "years": Text("exercices", "fiscal years"),
    "lines": Text("postes", "lines"),
    "header": Text("en-tête", "header"),
    "reports": Text("rapports", "reports"),
    "disbursements": Text("calendrier des versements", "schedule of disbursements"),
    "expenses": Text("dépenses", "expenses"),
    "contributions": Text("contributions", "contributions"),
    "indicators": Text("résultats", "results"),
    "notes": Text("notes", "notes"),
    "facts": Text("déclarations et décisions", "declarations and decisions"),
    "identities": Text("identités", "identities"),
    "languages": Text("langues", "languages"),
    "as_of": Text("date d’arrêté", "as-of date"),
    "known_at": Text("moment de l’émission", "moment of issue"),
    "journal": Text("tête du journal", "journal head"),
    "number": Text("numéro", "number"),
    "kind": Text("genre", "kind"),
    "entries": Text("écritures comptées", "entries counted"),
    "initial": Text("initial", "initial"),
    "amendments": Text("avenants", "amendments"),
    "carry_in": Text("reporté", "carried in"),
    "transfers": Text("virements", "transfers"),
    "authorised": Text("autorisé", "authorised"),
    "declared": Text("déclaré", "declared"),
    "disallowed": Text("refusé", "disallowed"),
    "accepted": Text("accepté", "accepted"),
    "balance": Text("solde", "balance"),
    "opening": Text("début", "opening"),
    "closing": Text("fin", "closing"),
    "gross": Text("versements bruts", "gross payments"),
    "interest": Text("intérêts", "interest"),
    "receivables_established": Text("créances établies", "receivables established"),
    "returned": Text("fonds restitués", "funds returned"),
    "transferred": Text("transferts de l’entente-cadre", "framework transfers"),
    "established": Text("établies", "established"),
    "offset": Text("compensées", "offset"),
    "recovered": Text("recouvré", "recovered"),
    "written_off": Text("radié", "written off"),
    "committed": Text("engagé", "committed"),
    "settled": Text("versé", "settled"),
    "lapsed": Text("désengagé", "lapsed"),
    "payable": Text("reste à verser", "payable"),
    "cash": Text("net versé", "cash paid"),
    "net_cost": Text("coût net", "net cost"),
    "unspent": Text("solde non dépensé", "unspent balance"),
    "receivable": Text("créances", "receivables"),
    "agreements": Text("ententes", "agreements"),
    "streams": Text("volets", "streams"),
    "cells": Text("volets, régions et exercices", "streams, regions and years"),
    "ledgers": Text("soldes", "balances"),
    "shares": Text("parts des régions", "shares of regions"),
    "regions": Text("régions", "regions"),
    "with_shares": Text("avec les parts", "with shares"),
    "line_totals": Text("total des postes", "total of lines"),
    "eliminated": Text("éliminé", "eliminated"),
    "organisations": Text("organismes", "organisations"),
    "paid": Text("versé", "paid"),
    "held": Text("détenu", "held"),
    "late_reports": Text("rapports en retard", "late reports"),
    "scheduled": Text("prévu", "scheduled"),
    "status": Text("état", "status"),
    "paid_on": Text("date du versement", "date paid"),
    "due_on": Text("échéance", "due"),
    "handed_over": Text("remis", "handed over"),
    "hosts": Text("mandataires", "hosts"),
    "cut_off": Text("date de coupure", "cut-off"),
    "outgoing": Text("mandataire sortant", "outgoing host"),
    "incoming": Text("mandataire suivant", "next host"),
    "received": Text("reçu", "received"),
    "handed": Text("reçu (remis)", "received (handed over)"),
    "handed_receivable": Text("créances reçues (remises)", "receivables received (handed over)"),
    "state": Text("état", "state"),
    NATIONAL: WITHOUT_A_REGION,
    **STREAM_NAME,
    POST_CLOSING: wording.POST_CLOSING_TEXT,
}


def differences(before: Record, after: Record, *, deep: bool = False) -> list[Change]:
    """What is not the same, in the order of the statement: the figures one by one; the other parts by
    name alone (their before and after stay empty), or one by one as well if ``deep``."""
    whole = _leaves if deep else _figures
    old, new = dict(whole(before)), dict(whole(after))
    found: list[Change] = [
        {"figure": path, "before": old.get(path), "after": new.get(path)}
        for path in [*old, *(path for path in new if path not in old)]
        if old.get(path) != new.get(path)
    ]
    if deep:
        return found
    parts = [key for key in (*before, *(key for key in after if key not in before)) if key != "figures"]
    return found + [
        {"figure": key, "before": None, "after": None} for key in parts if before.get(key) != after.get(key)
    ]


def label(path: str, names: Mapping[str, Text]) -> Text:
    """``lines/salaries/accepted`` → « Salaires, accepté ». ``names`` are the budget lines'."""
    parts = path.split("/")
    if parts[0] in ("lines", "years") and len(parts) > 1:
        parts = parts[1:]

    def of(part: str) -> Text:
        return names.get(part) or _PARTS.get(part) or Text(part, part)

    said = [of(each) for part in parts for each in part.split(_AND)]
    return Text(", ".join(it.fr for it in said), ", ".join(it.en for it in said))


def amount(text: str | None, lang: str) -> str:
    """An amount of a record as people read it; a dash where there is none, other text as it is."""
    if text is None:
        return "–"
    if text.removeprefix("-").replace(".", "", 1).isdigit() and text[-3:-2] == ".":
        return format_money(int(text.replace(".", "")), lang, parentheses=True)
    return text[:_LONGEST]


def sentence(change: Change, names: Mapping[str, Text], lang: str) -> str:
    """One difference in words: « Salaires, accepté : de 12,00 $ à 13,00 $ »."""
    name = label(str(change["figure"]), names)[lang]
    if change["before"] is None and change["after"] is None:
        return name
    before, after = amount(change["before"], lang), amount(change["after"], lang)
    return f"{name}\u00a0: de {before} à {after}" if lang == "fr" else f"{name}: from {before} to {after}"


def superseding_note(rank: int, number: str, changes: Sequence[Change], names: Mapping[str, Text]) -> Note:
    """The note of a statement that takes another's place: which one, and what changed."""

    def said(lang: str) -> str:
        listed = "; ".join(sentence(change, names, lang) for change in changes[:SHOWN])
        more = len(changes) - SHOWN
        if lang == "fr":
            rest = f"; et {more} autres différences" if more > 1 else "; et une autre différence" if more == 1 else ""
            return f"Cet état remplace l’état nᵒ {number}. Ce qui a changé : {listed}{rest}."
        rest = f"; and {more} other differences" if more > 1 else "; and one other difference" if more == 1 else ""
        return f"This statement supersedes statement No. {number}. What changed: {listed}{rest}."

    title = Text("Changements depuis l’état précédent", "Changes since the previous statement")
    return Note(f"N{rank}", SUPERSEDES, title, Text(said("fr"), said("en")))


def _figures(of: Record) -> Iterator[tuple[str, str | None]]:
    return _leaves(of.get("figures"))


def _leaves(of: Any, path: str = "") -> Iterator[tuple[str, str | None]]:
    """Every value with its path; rows of a list go by their line, reference or year rather than their place."""
    if isinstance(of, Mapping):
        for key, value in of.items():
            yield from _leaves(value, key if path in ("", "figures") else f"{path}/{key}")
    elif isinstance(of, list) and of and all(isinstance(value, int) for value in of):
        yield from ((f"{path}/{value}", str(value)) for value in of)  # entries: each is there, or not
    elif isinstance(of, list):
        keys = next((keys for keys in _NAMES_A_ROW if _tells_apart(of, keys)), None)
        for place, value in enumerate(of, start=1):
            if keys:
                rest = {key: each for key, each in value.items() if key not in keys}
                yield from _leaves(rest, f"{path}/{_name(value, keys)}")
            else:
                yield from _leaves(value, f"{path}/{place}")
    else:
        yield path, None if of is None else str(of)


def _tells_apart(rows: Sequence[Any], keys: Sequence[str]) -> bool:
    """Whether each row has all of ``keys``, and none the same as another."""
    if not all(isinstance(row, Mapping) and all(isinstance(row.get(key, {}), _PLAIN) for key in keys) for row in rows):
        return False
    return len({_name(row, keys) for row in rows}) == len(rows)


def _name(row: Mapping[str, Any], keys: Sequence[str]) -> str:
    return _AND.join("–" if row[key] is None else str(row[key]) for key in keys)
