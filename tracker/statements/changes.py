"""What differs between two records, figure by figure, and what each figure is called. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import format_money
from tracker.statements import wording
from tracker.statements.canonical import SUPERSEDES, Record
from tracker.statements.statement import Note, Text

Change = dict[str, str | None]
"""``figure`` is a path such as ``lines/salaries/accepted``; ``before`` and ``after`` are None where it is absent."""

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
    POST_CLOSING: wording.POST_CLOSING_TEXT,
}


def differences(before: Record, after: Record) -> list[Change]:
    """The figures that are not the same, in the order of the statement; then the other parts that
    differ, by name (they are text: their before and after stay empty)."""
    old, new = dict(_figures(before.get("figures"))), dict(_figures(after.get("figures")))
    found: list[Change] = [
        {"figure": path, "before": old.get(path), "after": new.get(path)}
        for path in [*old, *(path for path in new if path not in old)]
        if old.get(path) != new.get(path)
    ]
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

    return Text(", ".join(of(part).fr for part in parts), ", ".join(of(part).en for part in parts))


def amount(text: str | None, lang: str) -> str:
    """An amount of a record as people read it; a dash where there is none, other text as it is."""
    if text is None:
        return "–"
    if text.removeprefix("-").replace(".", "", 1).isdigit() and text[-3:-2] == ".":
        return format_money(int(text.replace(".", "")), lang, parentheses=True)
    return text


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


def _figures(of: Any, path: str = "") -> Iterator[tuple[str, str | None]]:
    """Every figure with its path; rows of a list go by their line or fiscal year, not by their place."""
    if isinstance(of, Mapping):
        for key, value in of.items():
            if key not in ("line", "fiscal_year"):
                yield from _figures(value, f"{path}/{key}" if path else str(key))
    elif isinstance(of, list):
        for place, value in enumerate(of, start=1):
            name = value.get("line") or value.get("fiscal_year") if isinstance(value, Mapping) else None
            yield from _figures(value, f"{path}/{name or place}")
    else:
        yield path, None if of is None else str(of)
