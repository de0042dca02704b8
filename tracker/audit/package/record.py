"""The package for a program: everything that it says, with the sums of the journal that each figure must equal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tracker.audit.package import lead
from tracker.audit.package import wording as w
from tracker.audit.package.value import Approval, Dossier, Exchange, Term, Tie
from tracker.audit.populations import Population, items
from tracker.ledger.chain import moment
from tracker.ledger.money import plain
from tracker.statements.statement import Lang, Statement, Text

FORMAT = "trame.audit/1"


def write(dossier: Dossier, lang: Lang) -> bytes:
    """The JSON of ``dossier``: amounts are text with two decimals, as everywhere. ``lang`` is of the package's
    folders."""
    return encoded(content(dossier, lang))


def encoded(value: Mapping[str, Any]) -> bytes:
    """JSON for people and programs to read."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def about(statement: Statement) -> dict[str, Any]:
    """What was asked: of what, by both clocks, at which entry of the journal."""
    header = statement.header
    return {
        "agreement": header.agreement,
        "fiscal_year": header.fiscal_year,
        "as_of": header.as_of.isoformat(),
        "known_at": moment(header.known_at),
        "journal": {"seq": header.journal_seq, "head": header.journal_head},
    }


def content(dossier: Dossier, lang: Lang = "fr") -> dict[str, Any]:
    """The same as plain values."""
    statement = dossier.statement
    until = statement.header.period[1] if statement.header.fiscal_year else None
    return {
        "format": FORMAT,
        **about(statement),
        "lead": [
            {
                "table": _both(group.title),
                "commitment_until": min(until, statement.header.as_of).isoformat() if until else None,
                "figures": [_tie(tie) for tie in group.ties],
            }
            for group in dossier.lead
        ],
        "controls": [_tie(tie) for tie in dossier.controls],
        "expenses": [
            {
                "key": item.key,
                "report": it.report,
                "fiscal_year": it.fiscal_year,
                "line": it.code,
                "declared": plain(it.declared),
                "disallowed": plain(it.disallowed),
                "accepted": plain(it.accepted),
                "recover": it.recover,
                "reason": it.reason,
            }
            for it, item in zip(statement.expenses, items(statement, Population.EXPENSES), strict=True)
        ],
        "payments": [_approval(it) for it in dossier.approvals],
        "settlements": [
            {
                "kind": it.kind,
                "number": it.number,
                "on": it.on.isoformat(),
                "fiscal_year": it.fiscal_year,
                "amount": plain(it.amount),
                "basis": it.basis,
            }
            for it in dossier.settlements
        ],
        "exceptions": [
            {
                "kind": it.kind,
                "what": _both(it.what),
                "on": it.on.isoformat() if it.on else None,
                "amount": None if it.amount is None else plain(it.amount),
            }
            for it in dossier.exceptions
        ],
        "sample": _sample(dossier),
        "documents": [
            {
                "report": it.report,
                "line": it.line,
                "supplier": it.supplier,
                "on": it.on.isoformat(),
                "number": it.number,
                "amount": plain(it.amount),
                "sha256": it.sha256,
                "file": it.path,
            }
            for it in dossier.documents
        ],
        **({"evidence": evidence(dossier.evidence, w.EVIDENCE_FOLDER[lang])} if dossier.evidence else {}),
    }


def evidence(exchanges: Iterable[Exchange], folder: str) -> list[dict[str, Any]]:
    """What was asked and answered; ``said`` is what each fingerprint is of."""
    return [
        {
            "sample": it.sample,
            "key": it.key,
            "asked_of": it.asked_of,
            "organisation": it.organisation,
            "turns": [
                {
                    "said": turn.record,
                    "sha256": turn.fingerprint,
                    "files": [f"{folder}/{file.path}" for file in turn.files],
                }
                for turn in it.turns
            ],
        }
        for it in exchanges
    ]


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "ref": tie.ref or None,
        "figure": _both(tie.label),
        "amount": plain(tie.amount),
        "journal": plain(tie.journal),
        "difference": plain(tie.difference),
        "sums": [_term(term) for term in tie.terms],
    }


def _term(term: Term) -> dict[str, Any]:
    return {"sign": term.sign, "account": str(term.account)} | {
        name: str(match.value) for name, match in lead.criteria(term).items()
    }


def _approval(it: Approval) -> dict[str, Any]:
    return {
        "payment": it.payment,
        "instalment": it.instalment,
        "paid_on": it.paid_on.isoformat(),
        "fiscal_year": it.fiscal_year,
        "gross": plain(it.gross),
        "offset": plain(it.offset),
        "cash": plain(it.cash),
        "reference": it.reference,
        "recorded_by": it.recorded_by,
        "requested": _act(it.requested),
        "first_approval": _act(it.first),
        "second_approval": _act(it.second),
        "override": it.override or None,
    }


def _act(act: tuple[str, datetime] | None) -> dict[str, str] | None:
    return {"by": act[0], "at": moment(act[1])} if act else None


def _sample(dossier: Dossier) -> dict[str, Any] | None:
    sample = dossier.sample
    if sample.drawn is None:
        return None
    drawn = sample.drawn
    return {
        "population": Population.EXPENSES.value,
        "method": drawn.method.value,
        "seed": sample.seed,
        "risk": sample.risk,
        "tolerable": plain(sample.tolerable),
        "interval": plain(drawn.interval),
        "start": plain(drawn.start),
        "items": [
            {"key": it.item.key, "amount": plain(it.item.amount), "certain": it.certain,
             "hit": None if it.hit is None else plain(it.hit)}
            for it in drawn.chosen
        ],
        "left_out": [it.key for it in drawn.left_out],
    }  # fmt: skip
