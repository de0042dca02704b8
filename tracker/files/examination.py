"""Everything that a file must pass before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.errors import DomainError, message
from tracker.files import contents, names, scanner
from tracker.files.contents import megabytes
from tracker.files.rules import CSV, PICTURES, TEXT, Kind, Rule
from tracker.files.storage import Spooled


@dataclass(frozen=True, slots=True)
class Examined:
    """A content that may be kept, and what it is kept as."""

    content: Spooled
    kind: Kind
    name: str


def examine(content: Spooled, *, name: str, rule: Rule) -> Examined:
    """Everything that ``rule`` asks. Each refusal is a DomainError on the field ``files`` that names the file."""
    try:
        return _examine(content, names.tidy(name), rule)
    except DomainError as refused:
        refused.field = refused.field or "files"
        raise


def require_size(size: int, *, name: str, rule: Rule) -> None:
    """Neither empty nor too large."""
    if size == 0:
        raise DomainError(message("“%(name)s” is empty.", name=name), "files")
    if size > rule.max_bytes:
        raise DomainError(
            message("“%(name)s” is too large: %(limit)s at most.", name=name, limit=megabytes(rule.max_bytes)), "files"
        )


def require_kind(kind: Kind | None, *, name: str, rule: Rule) -> Kind:
    """One of the kinds that ``rule`` takes."""
    if kind is None or kind not in rule.kinds:
        raise DomainError(
            message(
                "“%(name)s” is not a kind of file that can be added here. Add one of these: %(kinds)s.",
                name=name,
                kinds=[each.name for each in rule.in_order],
            ),
            "files",
        )
    return kind


def _examine(content: Spooled, name: str, rule: Rule) -> Examined:
    require_size(content.size, name=name, rule=rule)
    kind = contents.kind_of(content.path, name=name, rule=rule)
    stem, ending = names.split(name)
    if kind == TEXT and ending.lower() in CSV.extensions:
        kind = CSV
    if kind is None and ending.lower() in TEXT.extensions + CSV.extensions:
        raise DomainError(message("“%(name)s” is not text in UTF-8. Save it as UTF-8, and add that one.", name=name))
    kind = require_kind(kind, name=name, rule=rule)
    if not ending:
        name = names.tidy(stem + kind.extensions[0])
    elif ending.lower() not in kind.extensions:
        raise DomainError(
            message(
                "“%(name)s” is not what its name says: by its content it is %(kind)s. Rename it, and add it again.",
                name=name,
                kind=kind.name,
            )
        )
    contents.require_one_content(content.path, kind, name=name)
    if kind in PICTURES:
        contents.require_reasonable_picture(content.path, kind, name=name, rule=rule)
    scanner.require_clean(content.path, name=name)
    return Examined(content, kind, name)
