"""The verbs of reports, by what they are about. The caller commits; a rule in the way raises RuleBroken."""

from tracker.grants import falling
from tracker.reports.service import aside
from tracker.reports.service.claims import accept, adjust, declare_interest, submit

__all__ = ["accept", "adjust", "declare_interest", "submit"]

falling.kept_by(aside.begun, aside.let_go)
