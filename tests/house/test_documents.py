"""What the documents say is there."""

from __future__ import annotations

import re
import tomllib

from config import ROOT
from tests.house.repository import files


def test_every_setting_is_explained_and_every_one_explained_exists() -> None:
    read = {f"TRACKER_{name}" for name in re.findall(r'\bvalue\("([A-Z_]+)"', (ROOT / "config.py").read_text())}
    explained = set(re.findall(r"^\| `(TRACKER_[A-Z_]+)`", (ROOT / "docs/operating.md").read_text(), re.MULTILINE))
    assert read == explained


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path in files(".md")
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", (ROOT / path).read_text())
        if not (ROOT / path.parent / target).exists()
    ]
    assert not broken


def test_every_file_that_the_security_page_points_to_exists() -> None:
    named = re.findall(r"`((?:tests|tracker|migrations|requirements)/[^`]*)`", (ROOT / "docs/security.md").read_text())
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in files(".md") if path.parent.as_posix() == "docs/decisions")
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_page_of_minimum_versions_says_what_installers_are_told() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    told = re.findall(
        r"^\| ([a-z0-9-]+) \| ([0-9.]+) \|", (ROOT / "docs/minimum-versions.md").read_text(), re.MULTILINE
    )
    assert told == [re.fullmatch(r"([a-z0-9-]+)(?:\[\w+\])?>=([0-9.]+)(?:,<.*)?", each).groups() for each in asked]
