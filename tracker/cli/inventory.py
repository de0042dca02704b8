"""What this installation is made of, as CycloneDX writes it: for who watches over vulnerabilities."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from importlib import metadata
from urllib.parse import quote

import click

from config import ROOT, VERSION

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_VENDORED = re.compile(r"\| ((?:@[\w-]+/)?[\w.-]+) (\d+(?:\.\d+)+)(?:, [^|]*)? ?\| ([^|]+?) \|")
_LICENCES = {"BSD-0": "0BSD", "SIL OFL 1.1": "OFL-1.1"}


@click.command()
def sbom() -> None:
    """Print the bill of materials (CycloneDX 1.6, JSON): every locked package, every file of others in the pages."""
    components = [*_packages(), *_files_of_others()]
    digest = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([VERSION, components], sort_keys=True))
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{digest}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "trame",
                "name": "trame",
                "version": VERSION,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
    }
    click.echo(json.dumps(bill, indent=2, ensure_ascii=False))


def _packages() -> Iterator[dict[str, object]]:
    """What ``requirements/runtime.txt`` locks. The hashes of each are there."""
    for name, version in _LOCKED.findall((ROOT / "requirements/runtime.txt").read_text()):
        yield _component(f"pkg:pypi/{name.lower()}@{version}", name, version, _licence_of(name))


def _files_of_others() -> Iterator[dict[str, object]]:
    """What pages send to browsers and others wrote, as its own page lists it."""
    listed = (ROOT / "tracker/static/vendor/README.md").read_text()
    for name, version, licence in _VENDORED.findall(listed):
        known = next((ours for theirs, ours in _LICENCES.items() if licence.startswith(theirs)), licence)
        yield _component(f"pkg:npm/{quote(name, safe='/')}@{version}", name, version, known)


def _component(purl: str, name: str, version: str, licence: str) -> dict[str, object]:
    found: dict[str, object] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if licence:
        found["licenses"] = [{"expression": licence}]
    return found


def _licence_of(name: str) -> str:
    """The licence as an SPDX expression, of a package that says one and is installed."""
    try:
        return "".join(metadata.metadata(name).get_all("License-Expression") or ())
    except metadata.PackageNotFoundError:
        return ""
