"""From an agreement's entries, host by host, to the frozen ``HandOver``, identities checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from tracker.errors import DomainError, message
from tracker.grants.models import HostMandate
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.queries import PostingRow
from tracker.statements import identities
from tracker.statements.build import assemble, read
from tracker.statements.handover import wording as w
from tracker.statements.handover.value import Flows, HandOver, Part, Undelivered, added
from tracker.statements.ledgers import over_all
from tracker.statements.phrases import day, money, say
from tracker.statements.statement import Identity, Note, ReportFact, Statement, Text

A, K = Account, Kind


class NoHostThen(DomainError):
    """No host had the mandate on that day."""


def build(number: str, *, cut_off: date, as_of: date, known_at: datetime, funder: Text, fictional: bool) -> HandOver:
    """The cut-off statement of agreement ``number`` at the end of ``cut_off``, with each host's part as at ``as_of``.

    Raises UnknownAgreement, NoHostThen, or IdentityBroken.
    """
    record = read(number, as_of=as_of, known_at=known_at)
    mandates = [it for it in record.agreement.mandates if it.from_on <= as_of]
    begun = [it for it in mandates if it.from_on <= cut_off]
    if not begun or as_of < cut_off:
        raise NoHostThen(message("no host of the agreement had closed its mandate by that day"), "cut_off")
    outgoing = begun[-1]
    following = next((it for it in mandates if it.from_on > cut_off), None)
    whole = assemble(record, year=None, funder=funder, fictional=fictional)
    then = read(number, as_of=cut_off, known_at=known_at)
    at_cut_off = assemble(then, year=None, funder=funder, fictional=fictional)
    of_host = _by_mandate(then.postings, begun)[outgoing.from_on]
    parts = tuple(parts_of(record.postings, mandates))
    return HandOver(
        header=whole.header,
        cut_off=cut_off,
        outgoing=outgoing.organisation.name,
        incoming=following.organisation.name if following else None,
        unspent=of_host.held,
        receivable=of_host.receivable,
        parts=parts,
        obligations=tuple(_undelivered(at_cut_off.reports, cut_off)),
        notes=tuple(_notes(cut_off, outgoing, following, of_host)),
        identities=identities.check(number, list(_identities(parts, whole)), record.movements),
        entries=tuple(sorted({it.seq for it in record.postings})),
    )


def parts_of(postings: Sequence[PostingRow], mandates: Sequence[HostMandate]) -> Iterator[Part]:
    """Each mandate's part of an agreement, the first one's first."""
    flows = _by_mandate(postings, mandates)
    for rank, it in enumerate(mandates, start=1):
        organisation = it.organisation
        yield Part(f"H{rank}", organisation.code, organisation.name, it.from_on, it.to_on, flows[it.from_on])


def _by_mandate(postings: Iterable[PostingRow], mandates: Sequence[HostMandate]) -> dict[date, Flows]:
    """What moved at each mandate, by its first day. What passes from one to the next is entered on the
    next one's first day, for both."""
    found: defaultdict[date, list[Flows]] = defaultdict(list)
    for it in postings:
        begun = [rank for rank, mandate in enumerate(mandates) if mandate.from_on <= it.occurred_on] or [0]
        rank = begun[-1]
        while rank and mandates[rank].organisation.code != it.host_today:
            rank -= 1
        found[mandates[rank].from_on].append(_flow(it))
    return {it.from_on: added(found[it.from_on]) for it in mandates}


def _flow(it: PostingRow) -> Flows:
    """One posting as what moved. A reversal counts as what it reverses, which its source names."""
    kind = it.source.partition(":")[0] if it.kind == K.REVERSED else it.kind
    amount = it.amount
    if it.account == A.INTEREST:
        return Flows(interest=-amount)
    if it.account == A.EXPENSE:
        return Flows(accepted=amount)
    if it.account == A.WRITTEN_OFF:
        return Flows(written_off=amount)
    if it.account == A.HELD:
        return Flows(
            held=amount,
            received=amount if kind in (K.PAID, K.FRAMEWORK_TRANSFERRED) else 0,
            returned=-amount if kind == K.RETURNED else 0,
            handed=amount if kind == K.HOST_CHANGED else 0,
        )
    if it.account == A.RECEIVABLE:
        return Flows(
            receivable=amount,
            established=amount if kind in (K.REPORT_ACCEPTED, K.ADJUSTED) else 0,
            offset=-amount if kind == K.PAID else 0,
            recovered=-amount if kind == K.RECOVERED else 0,
            handed_receivable=amount if kind == K.HOST_CHANGED else 0,
        )
    return Flows()


def _undelivered(reports: Sequence[ReportFact], cut_off: date) -> Iterator[Undelivered]:
    waiting = [it for it in reports if it.accepted_on is None or it.accepted_on > cut_off]
    for rank, it in enumerate(waiting, start=1):
        received = it.submitted_on is not None and it.submitted_on <= cut_off
        state = "submitted" if received else "late" if it.due_on <= cut_off else "due"
        yield Undelivered(f"O{rank}", it.number, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on, state)


def _identities(parts: Sequence[Part], whole: Statement) -> Iterator[Identity]:
    assert whole.cumulative is not None  # noqa: S101 - a cumulative statement was asked for
    ledger = over_all(whole.cumulative.years)
    total = added(it.flows for it in parts)
    for what, left, right in (
        (w.RECEIVED, total.received, ledger.funds.gross + ledger.funds.transferred),
        (w.INTEREST, total.interest, ledger.funds.interest),
        (w.ACCEPTED, total.accepted, whole.cumulative.totals.accepted),
        (w.HELD, total.held, whole.cumulative.totals.unspent),
        (w.RECEIVABLE, total.receivable, whole.cumulative.totals.receivable),
        (w.HANDED, total.handed, 0),
    ):
        yield Identity("R22", say(w.SUM_OF_HOSTS, what=_lower(what)), left, right)
    for it in parts:
        yield Identity("I4", say(w.CLOSES, host=it.name), it.flows.held, sum(it.flows.funds[:-1]))
        yield Identity("I5", say(w.CLOSES_OWED, host=it.name), it.flows.receivable, sum(it.flows.owed[:-1]))


def _lower(text: Text) -> Text:
    return Text(text.fr.lower(), text.en.lower())


def _notes(cut_off: date, outgoing: HostMandate, following: HostMandate | None, flows: Flows) -> Iterator[Note]:
    yield Note("N1", "basis", w.BASIS, w.BASIS_TEXT)
    if following is not None:
        said = say(
            w.HANDED_TEXT,
            date=day(cut_off + timedelta(days=1)),
            amount=money(flows.held),
            receivable=money(flows.receivable),
            outgoing=outgoing.organisation.name,
            incoming=following.organisation.name,
        )
        yield Note("N2", "handed", w.HANDED_TITLE, said)
