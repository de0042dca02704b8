"""Every sentence has its French, as a Québec professional would set it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from babel.messages.catalog import Catalog

from tests.house import catalogue
from tests.house.repository import modules


def forms(catalog: Catalog) -> dict[str, list[str]]:
    """The French of each English sentence, singular and plural."""
    return {
        entry.id[0] if isinstance(entry.id, tuple) else entry.id: list(
            entry.string if isinstance(entry.string, tuple) else [entry.string]
        )
        for entry in catalog
        if entry.id
    }


def test_the_catalogue_holds_what_the_code_says_and_nothing_else() -> None:
    said, french = set(forms(catalogue.said())), set(forms(catalogue.french()))
    assert not said - french, "run ./dev translations, then translate"
    assert not french - said, "run ./dev translations: nobody says this any more"


def test_no_sentence_hides_in_a_formatted_string() -> None:
    """The extractor does not look inside them: such words would stay English."""
    hidden = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        for formatted in ast.walk(tree)
        if isinstance(formatted, ast.JoinedStr)
        for call in ast.walk(formatted)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "_l", "gettext", "ngettext", "message"}
    ]
    assert not hidden


def test_everything_is_translated() -> None:
    assert not [entry.id for entry in catalogue.untranslated(catalogue.french())]


def places(texts: Iterable[str]) -> set[str]:
    """The names in ``%(name)s``, singular and plural taken together."""
    return {name for text in texts for name in re.findall(r"%\((\w+)\)", text)}


def test_a_translation_has_the_places_of_its_original() -> None:
    catalog = catalogue.french()
    wrong = {
        str(entry.id): [str(error) for error in errors] for entry in catalog if (errors := list(entry.check(catalog)))
    }
    for entry in catalog:
        english, french = (each if isinstance(each, tuple) else (each,) for each in (entry.id, entry.string))
        if entry.id and all(french) and places(english) != places(french):
            wrong[str(entry.id)] = [*french]
    assert not wrong


def test_french_is_set_as_in_quebec() -> None:
    """Apostrophes are curved; « : », « % », « $ » and what is inside guillemets keep a no-break space;
    « ; », « ! » and « ? » have none before them."""
    faults = []
    for texts in forms(catalogue.french()).values():
        for text in texts:
            words = re.sub(r"%\(\w+\)[sd]|<[^>]+>|https?://\S+", "x", text)
            if re.search(
                r"\w'\w|(?<![\u00a0\d])[:](?= |$)|«(?!\u00a0)|(?<!\u00a0)»|[ \u00a0\u202f][;!?]|(?<![\u00a0%])%|\.\.\.",
                words,
            ):
                faults.append(text)
    assert not faults


def test_a_domain_message_is_a_sentence_that_the_extractor_can_see() -> None:
    """``message(text)`` with a variable would never be translated, unless the variable was marked."""
    unseen = []
    for path, tree in modules().items():
        marked = {
            id(argument)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message"
            for argument in node.args[:1]
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
        }
        unseen += [f"{path}:{node.lineno}" for node in ast.walk(tree) if id(node) in marked]
    assert not unseen
