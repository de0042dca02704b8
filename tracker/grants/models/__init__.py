"""The tables of grants: the programme, the agreement and what it promises, what happened to its money."""

from tracker.grants.models.agreement import (
    Agreement,
    Amendment,
    AmendmentLine,
    HostMandate,
    Instalment,
    InstalmentKind,
    Obligation,
    ReportKind,
    Stream,
)
from tracker.grants.models.drafts import AmendmentDraft, DecisionKey, Proposal
from tracker.grants.models.events import (
    CarryForward,
    Contribution,
    ContributionKind,
    FrameworkTransfer,
    FundsReturn,
    Lapse,
    LineTransfer,
    Payment,
    Recovery,
    WriteOff,
)
from tracker.grants.models.programme import BudgetLine, Programme

__all__ = [
    "Agreement",
    "Amendment",
    "AmendmentDraft",
    "AmendmentLine",
    "BudgetLine",
    "CarryForward",
    "Contribution",
    "ContributionKind",
    "DecisionKey",
    "FrameworkTransfer",
    "FundsReturn",
    "HostMandate",
    "Instalment",
    "InstalmentKind",
    "Lapse",
    "LineTransfer",
    "Obligation",
    "Payment",
    "Programme",
    "Proposal",
    "Recovery",
    "ReportKind",
    "Stream",
    "WriteOff",
]
