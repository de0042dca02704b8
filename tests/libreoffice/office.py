"""Run by LibreOffice's own Python: opens a workbook in LibreOffice, does what a person would, and saves it.

``office.py SOURCE TARGET STEPS`` where STEPS is JSON: ``["type", cell, text]`` as if typed at the keyboard,
``["insert", row]``, ``["delete", row]``, ``["clear", area]``; each after the number of its sheet. Prints what every
formula works out to, as JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FORMULA = 16


def main(source: str, target: str, steps: str) -> None:
    """Do the steps."""
    with tempfile.TemporaryDirectory() as folder:
        pipe = f"trame-{Path(folder).name}"
        office = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                f"-env:UserInstallation=file://{folder}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            desktop = connect(pipe)
            document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, properties(Hidden=True))
            for number, what, *how in json.loads(steps):
                do(document.Sheets.getByIndex(number), what, *how)
            document.calculateAll()
            said = formulas(document)
            document.storeToURL(Path(target).as_uri(), properties(FilterName="Calc MS Excel 2007 XML"))
            document.close(True)
            desktop.terminate()
            sys.stdout.write(json.dumps(said))
        finally:
            office.wait(60)


def connect(pipe: str):
    """The desktop, once the office has started."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.1)
    raise TimeoutError("LibreOffice did not start")


def do(sheet, what: str, *how) -> None:
    """One step. The sheet refuses, as it would a person, what its protection forbids."""
    if what == "type":
        cell, text = how
        sheet.getCellRangeByName(cell).getCellByPosition(0, 0).setFormula(text)
    elif what == "insert":
        sheet.Rows.insertByIndex(how[0] - 1, 1)
    elif what == "delete":
        sheet.Rows.removeByIndex(how[0] - 1, 1)
    elif what == "clear":
        sheet.getCellRangeByName(how[0]).clearContents(1 | 2 | 4 | FORMULA)


def formulas(document) -> dict:
    """What each formula works out to, by sheet and cell."""
    found = {}
    for sheet in document.Sheets:
        areas = sheet.queryContentCells(FORMULA)
        for cell in areas.Cells:
            place = cell.CellAddress
            found[f"{sheet.Name}!{place.Column},{place.Row}"] = cell.Value
    return found


def properties(**values):
    """A list of named values, as LibreOffice takes them."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


main(*sys.argv[1:])
