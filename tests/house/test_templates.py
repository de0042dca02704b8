"""Every template is used, every one that is asked for exists, and what they say is translated."""

from __future__ import annotations

import ast
import re

import pytest

from config import ROOT
from tests.house.repository import files, modules

TEMPLATES = {str(path.relative_to("templates")): ROOT / path for path in files() if path.parts[0] == "templates"}

_TAKEN = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+(.+?)\s*(?:import\b|ignore\b|with\b|if\b|-?%})")
_QUOTED = re.compile(r"""["']([^"']+)["']""")

SAID_AS_IT_IS = {"Trame", "PDF", "Excel", "JSON"}
"""Words that are the same in both languages."""


def taken_by(name: str) -> set[str]:
    """The templates that a template extends, includes or imports. Paper's have a folder of their own."""
    found = {quoted for taken in _TAKEN.finditer(TEMPLATES[name].read_text()) for quoted in _QUOTED.findall(taken[1])}
    return {f"print/{each}" if name.startswith("print/") else each for each in found}


def composed() -> set[str]:
    """Names that a module puts together, as patterns: ``f"agreement/{tab}.html"``."""
    patterns = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w-]+" for p in node.values]
                if parts[-1].endswith("html") and "/" in parts[0]:
                    patterns.add("".join(parts))
    return patterns


def asked_for() -> set[str]:
    """The templates that a module or another template names."""
    names = {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w/-]+\.\w+", node.value)
    }
    patterns = composed()
    names |= {name for name in TEMPLATES if any(re.fullmatch(pattern, name) for pattern in patterns)}
    names |= {taken for name in TEMPLATES for taken in taken_by(name)}
    return names | {f"print/{name}" for name in names}


def test_every_template_is_used() -> None:
    assert sorted(set(TEMPLATES) - asked_for()) == []


def test_every_template_that_a_template_asks_for_exists() -> None:
    missing = {f"{name} asks for {taken}" for name in TEMPLATES for taken in taken_by(name) if taken not in TEMPLATES}
    assert not missing


def plain_words(template: str) -> list[str]:
    """What a template says in so many words, outside ``_()``: its text, and the attributes that people
    read or hear."""
    text = re.sub(r"{#.*?#}", " ", template, flags=re.DOTALL)
    text = re.sub(r"{%-?\s*block layout\b.*?endblock\s*-?%}", " ", text)  # a class, not a word
    text = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}", " ", text, flags=re.DOTALL)
    text = re.sub(r"{{.*?}}|{%.*?%}", "\x00", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", text, flags=re.DOTALL)
    heard = re.findall(r"""\b(?:alt|title|placeholder|aria-label)=["']([^"'\x00]*)["']""", text)
    words = [*re.split(r"<[^>]*>|\x00", text), *heard]
    words = [re.sub(r'&\w+;|url\(#|[\w-]+="[^"]*"?', " ", each).strip() for each in words]
    return [word for word in words if re.search(r"[^\W\d_]{2,}", word)]


@pytest.mark.parametrize("name", sorted(name for name in TEMPLATES if not name.startswith("print/")))
def test_every_word_of_a_template_is_translated(name: str) -> None:
    """But for paper, whose words are in tracker/statements/wording.py."""
    assert not [word for word in plain_words(TEMPLATES[name].read_text()) if word.strip(" –·:") not in SAID_AS_IT_IS]


def test_a_plain_word_is_found() -> None:
    template = '<p title="Aide">{{ _("Yes") }} Non{% if x > 1 %}<b>12 $</b>{% endif %}{% trans %}Oui{% endtrans %}</p>'
    assert plain_words(template) == ["Non", "Aide"]
