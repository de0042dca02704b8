"""What the program notices in a report before a person reads it. Pure.

Each check says what it saw and why it matters. Quiet by design: one remark for a kind of thing, never one a row;
``LOOK`` is worth an officer's time, ``MINOR`` is folded under it, ``PASSED`` is a line of reassurance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tracker.bilingual import Text
from tracker.errors import Amount, Message, message
from tracker.ledger.money import Cents, format_rate, share_of
from tracker.reports.form import builtin
from tracker.reports.form.answers import cents
from tracker.reports.form.layout import Layout, Values
from tracker.reports.form.template import SectionKind
from tracker.reports.review.vouchers import grids, vouchers

FAR, NEAR = Decimal("0.5"), Decimal("0.8")
"""An indicator under half of its target is far from it; under four fifths it is only short."""
VERY_LATE = 15


class Severity(StrEnum):
    LOOK = "look"
    MINOR = "minor"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Check:
    """One remark. ``section`` is where to look; ``line`` the budget line it is about, when it is one."""

    code: str
    severity: Severity
    title: Message
    detail: Message | None = None
    section: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A budget line as the checks compare it; ``before`` is what the report before declared on it."""

    code: str
    name: str
    authorised: Cents
    accepted: Cents
    pending: Cents
    declared: Cents
    before: Cents | None
    administration: bool
    explained: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """The same document claimed elsewhere: what it is, and in which agreement and report."""

    document: str
    agreement: str
    report: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything that the checks look at. ``layout`` is None for a report that was never a form; ``threshold``
    is what the programme's template calls small. The programme says above which cost a line needs a document,
    and by how much (millionths) a line may move from one report to the next before that is unusual."""

    layout: Layout | None
    answers: Values
    lines: tuple[Line, ...]
    from_on: date
    to_on: date
    due_on: date
    submitted_on: date
    administration_limit: int
    stacking_limit: int
    threshold: Cents
    document_threshold: Cents
    unusual_rate: int
    twins: Sequence[Twin] = ()
    attached: int = 0
    lang: str = "fr"


def run(dossier: Dossier) -> tuple[Check, ...]:
    """Every check, what is worth a look first."""
    found = [
        *_arithmetic(dossier),
        *_twins(dossier),
        *_out_of_period(dossier),
        *_over_authorised(dossier),
        *_unusual(dossier),
        *_without_document(dossier),
        *_administration(dossier),
        *_stacking(dossier),
        *_indicators(dossier),
        *_late(dossier),
    ]
    return tuple(sorted(found, key=lambda it: list(Severity).index(it.severity)))


def _section(layout: Layout | None, kind: SectionKind) -> str | None:
    return next((it.key for it in layout.sections if it.section.kind is kind), None) if layout else None


def _arithmetic(it: Dossier) -> Iterator[Check]:
    """Documents of a line beyond the line; ages beyond the result."""
    where = _section(it.layout, SectionKind.ATTACHMENTS)
    listed: dict[str, Cents] = {}
    for voucher in vouchers(it.layout, it.answers):
        listed[voucher.line] = listed.get(voucher.line, 0) + voucher.amount
    over = [line for line in it.lines if listed.get(line.code, 0) > max(line.declared, 0)]
    for line in over:
        yield Check(
            "arithmetic",
            Severity.LOOK,
            message("Documents beyond the cost"),
            message(
                "%(line)s: documents of %(listed)s for %(declared)s declared.",
                line=line.name,
                listed=Amount(listed[line.code]),
                declared=Amount(line.declared),
            ),
            where,
            line.code,
        )
    for grid in grids(it.layout, SectionKind.INDICATORS):
        for row in grid.rows:
            ages = [it.answers.get(grid.cell(row.key, age), "") for age in builtin.AGES]
            actual = it.answers.get(grid.cell(row.key, "actual"))
            if actual and any(ages) and sum(Decimal(age) for age in ages if age) > Decimal(actual):
                yield Check(
                    "ages",
                    Severity.MINOR,
                    message("The age groups add up to more than the result"),
                    message("%(name)s", name=(row.label or Text("", ""))[it.lang]),
                    _section(it.layout, SectionKind.INDICATORS),
                )
    if not over:
        yield Check("arithmetic", Severity.PASSED, message("The totals add up to the cent"))


def _twins(it: Dossier) -> Iterator[Check]:
    """The same document claimed twice, in any agreement (DOMAIN rule 20)."""
    if it.twins:
        yield Check(
            "twins",
            Severity.LOOK,
            message("Document claimed twice"),
            message(
                "%(list)s.",
                list=[
                    message(
                        "%(document)s, also in %(agreement)s, report %(report)s",
                        document=twin.document,
                        agreement=twin.agreement,
                        report=twin.report,
                    )
                    for twin in it.twins
                ],
            ),
            _section(it.layout, SectionKind.ATTACHMENTS),
        )
    elif it.layout:
        yield Check("twins", Severity.PASSED, message("No document already claimed elsewhere"))


def _out_of_period(it: Dossier) -> Iterator[Check]:
    where = _section(it.layout, SectionKind.ATTACHMENTS)
    outside = [
        each for each in vouchers(it.layout, it.answers) if each.dated and not it.from_on <= each.dated <= it.to_on
    ]
    for each in outside:
        yield Check(
            "period",
            Severity.LOOK,
            message("Document outside the period"),
            message("%(name)s of %(day)s, %(amount)s.", name=each.name, day=each.dated, amount=Amount(each.amount)),
            where,
            each.line,
        )
    if where and not outside:
        yield Check("period", Severity.PASSED, message("Every document is of the period"))


def _over_authorised(it: Dossier) -> Iterator[Check]:
    over = [line for line in it.lines if _gap(line) > 0 and line.declared > 0]
    for line in over:
        large = _gap(line) > it.threshold
        said = message(
            "%(line)s: %(gap)s above the %(authorised)s authorised.",
            line=line.name,
            gap=Amount(_gap(line)),
            authorised=Amount(line.authorised),
        )
        yield Check(
            "authorised",
            Severity.LOOK if large else Severity.MINOR,
            message("Line over what is authorised"),
            _explained(said, line),
            _section(it.layout, SectionKind.FINANCE),
            line.code,
        )
    if not over:
        yield Check("authorised", Severity.PASSED, message("No line over what is authorised"))


def _gap(line: Line) -> Cents:
    return line.accepted + line.pending + line.declared - line.authorised


def _unusual(it: Dossier) -> Iterator[Check]:
    """Far from what the report before declared, in share and in dollars."""
    moved = [
        (line, change)
        for line in it.lines
        if line.before is not None
        and abs(change := line.declared - line.before) > max(share_of(abs(line.before), it.unusual_rate), it.threshold)
    ]
    for line, change in moved:
        before = line.before or 0
        about: dict[str, object] = {"line": line.name, "change": Amount(abs(change))}
        if before:
            about["percent"] = format_rate(abs(change), abs(before), it.lang, decimals=0)
        if not before:
            said = message("%(line)s: %(change)s, where the report before had nothing.", **about)
        elif change > 0:
            said = message("%(line)s: up %(percent)s, %(change)s more than in the report before.", **about)
        else:
            said = message("%(line)s: down %(percent)s, %(change)s less than in the report before.", **about)
        yield Check(
            "unusual",
            Severity.LOOK if abs(change) > 2 * it.threshold else Severity.MINOR,
            message("Unusual change"),
            _explained(said, line),
            _section(it.layout, SectionKind.FINANCE),
            line.code,
        )
    if not moved and any(line.before is not None for line in it.lines):
        yield Check("unusual", Severity.PASSED, message("No unusual change since the report before"))


def _explained(said: Message, line: Line) -> Message:
    if not line.explained:
        return said
    return message("%(what)s Explained by the partner.", what=said)


def _without_document(it: Dossier) -> Iterator[Check]:
    """Costs above the threshold that no document stands behind."""
    where = _section(it.layout, SectionKind.ATTACHMENTS)
    if where is None:
        return
    covered = {each.line for each in vouchers(it.layout, it.answers)}
    bare = [line for line in it.lines if line.declared > it.document_threshold and line.code not in covered]
    if bare:
        yield Check(
            "document",
            Severity.LOOK if it.attached == 0 else Severity.MINOR,
            message("Cost without a document"),
            message(
                "Above %(limit)s: %(lines)s.",
                limit=Amount(it.document_threshold),
                lines=[line.name for line in bare],
            ),
            where,
        )
    else:
        yield Check("document", Severity.PASSED, message("A document behind every large cost"))


def _administration(it: Dossier) -> Iterator[Check]:
    """The host's own cost, of what is accepted and declared in the year (DOMAIN rule 16)."""
    whole = sum(line.accepted + line.declared for line in it.lines)
    own = sum(line.accepted + line.declared for line in it.lines if line.administration)
    if whole <= 0 or not any(line.administration for line in it.lines):
        return
    said = _rates(it, own, whole, it.administration_limit)
    if own > share_of(whole, it.administration_limit):
        yield Check(
            "administration",
            Severity.LOOK,
            message("Administration cost over the limit"),
            message("%(share)s of the year’s cost, for a limit of %(limit)s (rule 16).", **said),
            _section(it.layout, SectionKind.FINANCE),
        )
    else:
        yield Check(
            "administration",
            Severity.PASSED,
            message("Administration cost: %(share)s, limit of %(limit)s", **said),
        )


def _stacking(it: Dossier) -> Iterator[Check]:
    """Public aid ÷ cash cost of the period; in kind is left out (DOMAIN rule 19)."""
    cash = public = 0
    for grid in grids(it.layout, SectionKind.CONTRIBUTIONS):
        for row in grid.filled(it.answers):
            if it.answers.get(grid.cell(row.key, "kind")) == "cash":
                amount = cents(it.answers.get(grid.cell(row.key, "amount"), ""))
                cash += amount
                public += amount if it.answers.get(grid.cell(row.key, "public")) == "yes" else 0
    declared = sum(line.declared for line in it.lines)
    whole, aid = declared + cash, declared + public
    if not cash or whole <= 0:
        return
    said = _rates(it, aid, whole, it.stacking_limit)
    beyond = aid > share_of(whole, it.stacking_limit)
    yield Check(
        "stacking",
        Severity.MINOR if beyond else Severity.PASSED,
        message("Public aid: %(share)s of the cash cost, limit of %(limit)s (rule 19)", **said),
        None,
        _section(it.layout, SectionKind.CONTRIBUTIONS),
    )


def _indicators(it: Dossier) -> Iterator[Check]:
    where = _section(it.layout, SectionKind.INDICATORS)
    near = 0
    for grid in grids(it.layout, SectionKind.INDICATORS):
        known = {each.code: each.target for each in it.layout.facts.indicators} if it.layout else {}
        for row in grid.rows:
            target = it.answers.get(grid.cell(row.key, "target")) or known.get(row.key, "")
            actual = it.answers.get(grid.cell(row.key, "actual"))
            if not target or actual is None or Decimal(target) <= 0:
                continue
            reached = Decimal(actual) / Decimal(target)
            if reached >= NEAR:
                near += 1
                continue
            yield Check(
                "indicator",
                Severity.LOOK if reached < FAR else Severity.MINOR,
                message("Indicator far from its target") if reached < FAR else message("Indicator short of its target"),
                message(
                    "%(name)s: %(actual)s for a target of %(target)s.",
                    name=(row.label or Text("", ""))[it.lang],
                    actual=actual,
                    target=target,
                ),
                where,
            )
    if near:
        yield Check("indicator", Severity.PASSED, message("Indicators near their target: %(count)s", count=near))


def _late(it: Dossier) -> Iterator[Check]:
    late = (it.submitted_on - it.due_on).days
    if late > 0:
        yield Check(
            "late",
            Severity.LOOK if late > VERY_LATE else Severity.MINOR,
            message("Report late by %(days)s days", days=late) if late > 1 else message("Report late by one day"),
            message("Due on %(due)s, submitted on %(came)s.", due=it.due_on, came=it.submitted_on),
        )
    else:
        yield Check("late", Severity.PASSED, message("Submitted in time"))


def _rates(it: Dossier, part: Cents, whole: Cents, limit: int) -> dict[str, object]:
    return {
        "share": format_rate(part, whole, it.lang, decimals=1),
        "limit": format_rate(limit, 1_000_000, it.lang, decimals=0),
    }
