"""What a browser complains of while somebody looks at pages, and what can be measured of a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request, Response

MOST_CODE = 60_000
"""Bytes of style sheets and scripts that a page may send, compressed (EXPERIENCE.md)."""

_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}


class Watch:
    """``complaints`` of the browser about the pages it watches over."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def over(self, page: Page) -> None:
        """From now on, note what goes wrong in ``page``."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # The answer's status of a page itself is the test's to judge; of everything else, _answered says it.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _failed(self, request: Request) -> None:
        # A download is a navigation that leads to no page; whoever leaves a page early gives up on its icon.
        if not request.is_navigation_request() and request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.url}: {response.status}")


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its best practices, in words."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(document, rules).then(it => it.violations)", _RULES)
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]} ({_why(node)})" for rule in found for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node.get("any", []), *node.get("all", []), *node.get("none", [])]
    return "; ".join(check["message"] for check in checks)[:300]


def sideways(page: Page) -> list[str]:
    """The elements that make the page scroll sideways; none when it does not."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            const all = [...document.querySelectorAll("body *")];
            const out = all.filter(it => it.getBoundingClientRect().right > wide + 1);
            return [`${document.documentElement.scrollWidth} px of ${wide}`,
                    ...out.slice(0, 8).map(it => `${it.tagName}.${it.getAttribute("class")}`)];
        }"""
    )
    return found


def code_sent(page: Page) -> int:
    """Bytes of style sheets and scripts of this page, as sent or as kept from before."""
    sent: int = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(it => /\\.(css|js)$/.test(new URL(it.name).pathname))
            .reduce((sum, it) => sum + it.encodedBodySize, 0)"""
    )
    return sent
