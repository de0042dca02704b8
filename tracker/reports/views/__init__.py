"""The pages of reports: each report at /ententes/<number>/rapports/<k>, and the decisions that reports give rise to."""

from __future__ import annotations

from flask import Blueprint

from tracker.reports.spreadsheet import views as spreadsheet
from tracker.reports.views import aside, attachments, decisions, draft, periods, report, section, submission, versions

blueprint = Blueprint("reports", __name__)

_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")
_REPORT = "rapports/<int:k>"
for rule, endpoint, view, methods in (
    (f"decisions/<any{tuple(decisions.DECISIONS)}:kind>", "decide", decisions.decide, _BOTH),
    ("rapports/demander", "request_one", periods.request_one, _BOTH),
    (f"{_REPORT}/echeance", "extend", periods.extend, _BOTH),
    (_REPORT, "page", report.page, _GET),
    (f"{_REPORT}/debut", "begin", report.begin, _POST),
    (f"{_REPORT}/sections/<key>", "section", section.page, _BOTH),
    (f"{_REPORT}/brouillon", "save", draft.save, _POST),
    (f"{_REPORT}/brouillon", "standing", draft.standing, _GET),
    (f"{_REPORT}/pieces", "attach", attachments.add, _POST),
    (f"{_REPORT}/pieces/<int:attachment_id>", "attachment", attachments.download, _GET),
    (f"{_REPORT}/pieces/<int:attachment_id>", "link_attachment", attachments.link, _POST),
    (f"{_REPORT}/pieces/<int:attachment_id>/retrait", "remove_attachment", attachments.remove, _POST),
    (f"{_REPORT}/tableur", "workbooks", spreadsheet.send, _GET),
    (f"{_REPORT}/tableur", "keep_workbook", spreadsheet.keep, _POST),
    (f"{_REPORT}/tableur.xlsx", "workbook_download", spreadsheet.download, _GET),
    (f"{_REPORT}/tableur/<int:workbook>", "workbook", spreadsheet.look, _GET),
    (f"{_REPORT}/tableur/<int:workbook>", "take_in_workbook", spreadsheet.take_in, _POST),
    (f"{_REPORT}/tableur/<int:workbook>.xlsx", "workbook_marked", spreadsheet.give_back, _GET),
    (f"{_REPORT}/verification", "verify", submission.verify, _GET),
    (f"{_REPORT}/approbation/<any('content','finance'):part>", "sign_off", submission.sign_off, _POST),
    (f"{_REPORT}/remise", "submit", submission.submit, _POST),
    ("rapports/ecartes/<int:draft_id>", "set_aside", aside.page, _GET),
    ("rapports/ecartes/<int:draft_id>/pieces/<int:file_id>", "set_aside_document", aside.document, _GET),
    (f"{_REPORT}/versions/<int:version>", "version", versions.page, _GET),
    (f"{_REPORT}/versions/<int:version>/recu", "ask_receipt", versions.ask_receipt, _POST),
    (f"{_REPORT}/versions/<int:version>/recu-<any(fr,en):lang>.pdf", "receipt", versions.receipt, _GET),
):
    blueprint.add_url_rule(f"/ententes/<number>/{rule}", endpoint, view, methods=methods)
