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
from tracker.grants.models.allocation import AllocationKey, AllocationShare
from tracker.grants.models.drafts import AgreementDraft, AmendmentDraft, DecisionKey, Proposal
from tracker.grants.models.engagement import Engagement, Reach
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
from tracker.grants.models.frameworks import CashForecast, FrameworkTerms, Funding, Shared, SharingChoice
from tracker.grants.models.indicators import Aggregation, Indicator, ProtectiveFactor, System
from tracker.grants.models.plan import (
    AgreementAct,
    AgreementDocument,
    Condition,
    FormerInstalment,
    FormerObligation,
)
from tracker.grants.models.programme import RATES, BudgetLine, FormerRates, Programme

__all__ = [
    "RATES",
    "Aggregation",
    "Agreement",
    "AgreementAct",
    "AgreementDocument",
    "AgreementDraft",
    "AllocationKey",
    "AllocationShare",
    "Amendment",
    "AmendmentDraft",
    "AmendmentLine",
    "BudgetLine",
    "CarryForward",
    "CashForecast",
    "Condition",
    "Contribution",
    "ContributionKind",
    "DecisionKey",
    "Engagement",
    "FormerInstalment",
    "FormerObligation",
    "FormerRates",
    "FrameworkTerms",
    "FrameworkTransfer",
    "Funding",
    "FundsReturn",
    "HostMandate",
    "Indicator",
    "Instalment",
    "InstalmentKind",
    "Lapse",
    "LineTransfer",
    "Obligation",
    "Payment",
    "Programme",
    "Proposal",
    "ProtectiveFactor",
    "Reach",
    "Recovery",
    "ReportKind",
    "Shared",
    "SharingChoice",
    "Stream",
    "System",
    "WriteOff",
]
