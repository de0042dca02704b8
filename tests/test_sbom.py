"""The bill of materials names what is locked and what pages send, and is the same each time."""

from __future__ import annotations

import json
import re

from click.testing import CliRunner

from config import ROOT, VERSION
from tracker.cli import main


def bill() -> str:
    done = CliRunner().invoke(main, ["sbom"])
    assert done.exit_code == 0
    return done.stdout


def test_every_locked_package_and_every_vendored_file_is_in_it() -> None:
    told = json.loads(bill())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["version"] == VERSION
    named = {component["purl"] for component in told["components"]}
    locked = re.findall(r"^(\S+)==(\S+) \\$", (ROOT / "requirements/runtime.txt").read_text(), re.MULTILINE)
    assert len(locked) > 40
    assert {f"pkg:pypi/{name.partition('[')[0]}@{version}" for name, version in locked} <= named
    vendored = sorted(purl for purl in named if purl.startswith("pkg:npm/"))
    folders = [path for path in (ROOT / "tracker/static/vendor").iterdir() if path.is_dir()]
    assert len(vendored) == len(folders)
    assert len({component["bom-ref"] for component in told["components"]}) == len(told["components"])


def test_it_is_the_same_each_time() -> None:
    assert bill() == bill()
