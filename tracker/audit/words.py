"""What screens call what auditors do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.audit.life import Step
from tracker.audit.populations import Population
from tracker.audit.sampling import Method
from tracker.grants.models import Reach

POPULATIONS = {
    Population.EXPENSES.value: _l("Expenses of the accepted reports"),
    Population.PAYMENTS.value: _l("Payments"),
}

METHODS = {
    Method.MONETARY_UNIT.value: _l("Monetary units"),
    Method.RANDOM.value: _l("Random items"),
}

METHOD_HINTS = {
    Method.MONETARY_UNIT.value: _l("The larger the amount, the likelier; everything above the interval is chosen."),
    Method.RANDOM.value: _l("Each item is as likely as any other."),
}

RISKS = {5: _l("5%, factor 3.00"), 10: _l("10%, factor 2.31"), 20: _l("20%, factor 1.61")}

TICKS = {
    "amount": _l("The amount agrees with the document"),
    "date": _l("The date is within the period"),
    "eligible": _l("The cost is eligible under the agreement"),
    "line": _l("It is on the right budget line"),
    "paid": _l("A proof of payment was seen"),
}

ASKED_OF = {"partner": _l("The partner"), "funder": _l("The funder")}

STEPS = {
    Step.ASK.value: _l("asks"),
    Step.ANSWER.value: _l("answers"),
    Step.ASK_AGAIN.value: _l("asks again"),
    Step.CLOSE.value: _l("asks for nothing more"),
}

FINDINGS = {  # words, tone
    "override": (_l("Override"), "late"),
    "limit": (_l("Limits"), "todo"),
    "late": (_l("Lateness"), "todo"),
    "adjustment": (_l("Disallowed after acceptance"), "todo"),
    "duplicate": (_l("Document claimed twice"), "late"),
}

REACHES = {
    Reach.EVERYTHING.value: _l("The whole portfolio"),
    Reach.PROGRAMME.value: _l("One programme"),
    Reach.AGREEMENTS.value: _l("Some agreements"),
}
