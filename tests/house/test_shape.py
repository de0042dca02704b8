"""Noun, then role: what a module may be called, and what every public function owes its reader."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from config import ROOT
from tests.house.repository import modules

ROOMS = frozenset({"models", "queries", "service", "policy", "forms", "views"})
"""The rooms that any slice may have, as modules or as folders of named files."""

OWN_ROOMS = {
    "accounts": {
        "attempts": "how many tries a sign-in has",
        "entry": "from a right password or code to a session",
        "factors": "codes: of an app, on paper, by e-mail",
        "labels": "what a role is called",
        "links": "letters by which people choose a password: the first one, or one for the one they forgot",
        "passwords": "hashing, and which ones are refused",
        "permissions": "what each role may do",
        "reader": "who is asking, and what every page shows of them",
        "saved": "what somebody filters lists by, under names of theirs",
        "setup": "what the factory calls",
        "stepup": "the password typed again, before money moves",
        "tokens": "how somebody's program reads what they may see",
        "visitor": "who is making the request",
    },
    "audit": {
        "downloads": "what an auditor takes away is in the trail",
        "engagements": "which auditor reads what, and until when",
        "evaluation": "what a sample says of the whole",
        "evidence": "what auditors ask for, and what comes back",
        "letters": "what partners and auditors are told of it",
        "life": "the states of a request for evidence",
        "merging": "what auditors asked of an organisation that is merged",
        "package": "the audit package: one ZIP that proves itself",
        "papers": "an auditor's working papers",
        "populations": "what samples are drawn from",
        "sampling": "which items an auditor looks at",
        "subjects": "what a request is about, in words",
        "words": "what screens call what auditors do",
    },
    "directory": {
        "labels": "what kinds of organisations, and what was done to them, are called",
        "merging": "two organisations that are one: found, proposed, confirmed",
        "names": "what two names have in common",
        "people": "who has an account, and the role and organisation of each",
    },
    "files": {
        "cleaning": "once a day, what was interrupted long ago goes",
        "contents": "what a file is, by its content, and what it unpacks to",
        "downloads": "a file as an answer",
        "examination": "everything that a file must pass before it is kept",
        "names": "a file's name, made safe",
        "rules": "kinds of files, and the limits on each",
        "scanner": "asks a scanner for viruses, if there is one",
        "storage": "where contents are kept, under their hash",
        "uploads": "files that arrive in pieces",
    },
    "grants": {
        "allocation": "how what several regions share is divided",
        "amendment": "an amendment in preparation: its changes and its schedule",
        "creation": "a new agreement, from its first step to its signature",
        "decisions": "what a decision would change, and what stands in its way",
        "documents": "files of an agreement, and conditions recorded as met",
        "events": "what can happen to an agreement, and its rules",
        "contributions": "what others bring, and the limits it is measured by",
        "falling": "who keeps what is written for a report that falls away",
        "frameworks": "what a framework re-grants, and what its communities share",
        "interruptions": "suspending an agreement, lifting it, ending it early",
        "labels": "what a decision changes, in words",
        "letters": "what officers are told",
        "life": "the states of a signed agreement",
        "merging": "what an organisation that is merged has of agreements",
        "officers": "who of the funder's people follows an agreement",
        "payments": "from what can be paid to what the bank has paid",
        "programmes": "a programme's settings, and the budget lines that programmes share",
        "preparation": "what waits for a signature or an approval",
        "replanning": "what an amendment makes of the schedule and of the reports due",
        "schedule": "where an instalment stands, and what it waits for",
        "terms": "what the rules need to know of an agreement",
        "versions": "what instalments and reports due said before they were superseded",
    },
    "reports": {
        "documents": "what reports claim, and what is claimed twice",
        "events": "what can happen to a report, and its rules",
        "form": "what a report asks and what was answered, as plain values",
        "labels": "what reports are called",
        "life": "the table of its states",
        "review": "checks, decisions, comments, the queue, the library of learnings",
        "spreadsheet": "the same report as a workbook, out and in",
        "reminders": "what comes due, told in time, and the calendar of it",
        "templating": "the builder of report templates",
        "shown": "answers as pages show them",
    },
    "jobs": {
        "bell": "the queue, which wakes workers",
        "cleaning": "once a day, jobs that ended long ago are forgotten",
        "kinds": "which function does which kind of job",
        "life": "from waiting to done, as one table",
        "setup": "what the factory calls",
        "worker": "whoever takes jobs and does them",
        "words": "a domain message as plain values and back",
    },
    "trail": {},
    "insight": {
        "api": "what programs read",
        "balances": "sums of the whole journal, kept in memory while they stay true",
        "board": "everybody's first page",
        "exports": "the list on screen as a file",
        "journal": "the whole journal as an auditor reads it",
        "labels": "what streams, instalments and accounts are called on screen",
        "lifeline": "the line of time of an agreement",
        "organisations": "the directory, and all that one organisation has",
        "opendata": "what anybody may know, in the forms of public standards",
        "payable": "what can be paid now, and by whom",
        "portfolio": "a portfolio: its rows and their sums",
        "results": "what agreements measured, added up",
        "showcase": "a programme in figures, for anybody",
        "trace": "from a figure to its entries and their records",
        "workspace": "the pages of one agreement",
        "words": "amounts and sentences that several pages write the same way",
    },
}
"""The rooms of one slice alone, with what is in them."""


@pytest.mark.parametrize("slice_", sorted(OWN_ROOMS))
def test_a_slice_has_only_the_rooms_it_may_have(slice_: str) -> None:
    allowed = ROOMS | set(OWN_ROOMS[slice_])
    rooms = {
        path.relative_to("tracker", slice_).parts[0].removesuffix(".py")
        for path in modules()
        if path.parts[:2] == ("tracker", slice_)
    }
    assert rooms - {"__init__"} <= allowed


MACHINES = {"cli", "demo", "ledger", "statements", "web", "workbook"}
"""Packages that are no part of the domain but do something to all of it: their modules are named for their steps."""


def test_every_package_is_a_slice_or_a_machine() -> None:
    packages = {path.parts[1] for path in modules() if path.name == "__init__.py" and len(path.parts) == 3}
    assert packages == set(OWN_ROOMS) | MACHINES


def test_the_factory_is_a_table_of_contents() -> None:
    tree = modules()[Path("tracker/__init__.py")]
    factory = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "create_app")
    assert (factory.end_lineno or 0) - factory.lineno < 80
    assert len((ROOT / "tracker/__init__.py").read_text().splitlines()) < 120


def is_view(function: ast.FunctionDef) -> bool:
    """Its route and its page say what it does."""
    calls = [each.func for each in function.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ("route", "get", "post") for call in calls)


def test_every_module_and_every_public_function_says_what_it_is_for() -> None:
    silent = []
    for path, tree in modules().items():
        if ast.get_docstring(tree) is None and tree.body:
            silent.append(str(path))
        silent += [
            f"{path}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and node.name != "init_app"
            and not is_view(node)
            and ast.get_docstring(node) is None
        ]
    assert silent == []


def test_only_transaction_commits() -> None:
    committing = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path != Path("tracker/db.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not committing


def test_money_never_passes_through_a_float() -> None:
    """The arithmetic of the ledger has no float and no true division (DOMAIN rule 1)."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path.parts[1] == "ledger"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (
            isinstance(node, ast.Name)
            and node.id == "float"
            and isinstance(node.ctx, ast.Load)
            and is_called(tree, node)
        )
    ]
    assert not found


def is_called(tree: ast.Module, name: ast.Name) -> bool:
    return any(isinstance(node, ast.Call) and node.func is name for node in ast.walk(tree))
