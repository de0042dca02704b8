"""The tables of reports: what they ask, what is being written, what was submitted, what was decided."""

from tracker.grants.models import Aggregation, Indicator, ProtectiveFactor, System
from tracker.reports.models.aside import SetAside, SetAsideFile
from tracker.reports.models.drafts import Answer, Attachment, Extension, Receipt, SignOff, Submission
from tracker.reports.models.facts import Adjustment, Expense, IndicatorValue, Interest, Report
from tracker.reports.models.review import Acceptance, Comment, Learning, LineReview, Reopening, SectionReview
from tracker.reports.models.templates import ReportTemplate, TemplateVersion

__all__ = [
    "Acceptance",
    "Adjustment",
    "Aggregation",
    "Answer",
    "Attachment",
    "Comment",
    "Expense",
    "Extension",
    "Indicator",
    "IndicatorValue",
    "Interest",
    "Learning",
    "LineReview",
    "ProtectiveFactor",
    "Receipt",
    "Reopening",
    "Report",
    "ReportTemplate",
    "SectionReview",
    "SetAside",
    "SetAsideFile",
    "SignOff",
    "Submission",
    "System",
    "TemplateVersion",
]
