"""`./dev`, a promise of its own: what it lists, and what it answers."""

from __future__ import annotations

import re
import subprocess

from config import ROOT


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ROOT / "dev", *arguments], capture_output=True, text=True, check=False)


def test_alone_it_lists_every_command() -> None:
    answer = dev()
    assert answer.returncode == 0
    known = set(
        re.findall(r"^    ([a-z]+)(?:\)| \|)", (ROOT / "dev").read_text().partition("case $command")[2], re.MULTILINE)
    )
    listed = set(re.findall(r"^  ([a-z]+)\b", answer.stdout, re.MULTILINE))
    assert {"run", "test", "setup", "check", "bench", "doctor", "translations"} <= listed
    assert listed == known - {"help"}


def test_a_command_that_is_not_one_is_refused() -> None:
    answer = dev("fly")
    assert answer.returncode == 2
    assert "Unknown command: fly" in answer.stderr
    assert answer.stdout == ""


def test_the_documents_name_no_command_that_is_not_there() -> None:
    listed = set(re.findall(r"^  ([a-z]+)\b", dev().stdout, re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "docs/operating.md"):
        assert set(re.findall(r"\./dev ([a-z]+)", (ROOT / name).read_text())) <= listed
