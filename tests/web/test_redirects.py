"""Nobody is sent to another site."""

from __future__ import annotations

import pytest

from tracker.web.redirects import is_within


@pytest.mark.parametrize("target", ["/", "/ententes", "/ententes/E-1?page=2&tri=nom", "/a//b", "/%2F%2Fevil.example"])
def test_within(target: str) -> None:
    assert is_within(target)


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "ententes",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/a\\b",
        "/é",
        "/\x00",
        "/" + "a" * 3000,
    ],
)
def test_outside_or_doubtful(target: str | None) -> None:
    assert not is_within(target)
