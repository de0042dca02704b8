"""Every table, imported in one place for migrations and for checks of the whole schema."""

from tracker import kept
from tracker.accounts import models as accounts
from tracker.accounts.factors import models as factors
from tracker.accounts.saved import models as saved
from tracker.accounts.tokens import models as tokens
from tracker.audit import models as audit
from tracker.directory import models as directory
from tracker.files import models as files
from tracker.grants import models as grants
from tracker.grants.payments import models as payments
from tracker.jobs import models as jobs
from tracker.ledger import models as ledger
from tracker.reports import models as reports
from tracker.reports.documents import models as documents
from tracker.reports.reminders import models as reminders
from tracker.reports.spreadsheet import models as spreadsheet
from tracker.statements import models as statements
from tracker.statements.batches import models as batches
from tracker.trail import models as trail
from tracker.web import limits

__all__ = [
    "accounts",
    "audit",
    "batches",
    "directory",
    "documents",
    "factors",
    "files",
    "grants",
    "jobs",
    "kept",
    "ledger",
    "limits",
    "payments",
    "reminders",
    "reports",
    "saved",
    "spreadsheet",
    "statements",
    "tokens",
    "trail",
]
