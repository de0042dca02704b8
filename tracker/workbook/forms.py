"""Sending a workbook."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from tracker.web.forms import Form


class WorkbookForm(Form):
    file = FileField(_l("Portfolio workbook (.xlsx)"), [FileRequired(_l("Choose the workbook to send."))])
