"""Reading payments together: what could be paid and why not, what is asked for, what the bank has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, cast, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from tracker.db import session
from tracker.directory.models import Organisation, Phase, Project, Regroupement
from tracker.grants.life import Interruption
from tracker.grants.models import (
    Agreement,
    CashForecast,
    HostMandate,
    Instalment,
    Obligation,
    Payment,
    Programme,
)
from tracker.grants.payments import forecasts
from tracker.grants.payments.life import CLOSED, LIVE, State
from tracker.grants.payments.models import BankAccount, BankBatch, BankConfirmation, PaymentRequest
from tracker.grants.payments.proposal import Funds, Proposal, propose
from tracker.grants.payments.reasons import BankDetails, Reason, reasons
from tracker.grants.queries import interruptions, unmet_conditions
from tracker.grants.schedule import DueReport, Instrument
from tracker.ledger.accounts import Account
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.models import Posting
from tracker.ledger.money import Cents

SOON = timedelta(days=30)
"""How long before its day an instalment can be asked for: two approvals and a bank take time."""


@dataclass(frozen=True, slots=True)
class Host:
    """Who receives, and the account to pay to: the newest that may be used, else the one that waits."""

    organisation_id: int
    code: str
    name: str
    account: BankAccount | None


@dataclass(frozen=True, slots=True)
class Case:
    """An instalment that is not paid, with all that is needed to decide."""

    instalment_id: int
    number: int
    kind: str
    fiscal_year: str
    due_on: date
    amount: Cents
    agreement_id: int
    agreement: str
    name_fr: str
    name_en: str
    phase: int | None
    in_last_year: bool
    host: Host
    reasons: tuple[Reason, ...]
    proposal: Proposal
    funds: Funds
    forecast: CashForecast | None

    @property
    def ref(self) -> str:
        return f"V{self.number}"

    @property
    def usable_at(self) -> datetime | None:
        """When the host's account may be used."""
        return self.host.account.usable_at if self.host.account else None

    @property
    def waivable(self) -> bool:
        """Whether an override is enough."""
        return bool(self.reasons) and all(it.waivable for it in self.reasons)

    def beyond(self, waived: Iterable[str]) -> tuple[Reason, ...]:
        """The reasons that ``waived`` (their keys) does not pass over."""
        kept = set(waived)
        return tuple(it for it in self.reasons if not (it.waivable and it.key in kept))


def waiting(today: date) -> ColumnElement[bool]:
    """For ``cases``: instalments due by ``today`` or soon, that are not paid and nobody asked for. What was
    given up, its allotment having nothing left to pay, is no news."""
    live = exists().where(PaymentRequest.instalment_id == Instalment.id, PaymentRequest.state.not_in(CLOSED))
    left = (
        select(func.sum(Posting.amount))
        .where(
            Posting.agreement == Agreement.number,
            Posting.account == Account.PAYABLE,
            Posting.fiscal_year == Instalment.fiscal_year,
        )
        .correlate(Agreement, Instalment)
        .scalar_subquery()
    )
    return (Instalment.due_on <= today + SOON) & ~live & ~_paid() & (left > 0)


def not_paid() -> ColumnElement[bool]:
    """For ``cases``: instalments that no payment answers."""
    return ~_paid()


def unpaid(agreement: str, number: int) -> ColumnElement[bool]:
    """For ``cases``: one instalment, if it is not paid."""
    return (Agreement.number == agreement) & (Instalment.number == number) & ~_paid()


def cases(wanted: ColumnElement[bool], *, at: datetime, today: date, beside: int | None = None) -> list[Case]:
    """The instalments that are ``wanted``, each with its reasons and its proposal: eight statements,
    whatever their number. The request ``beside`` takes nothing from what remains."""
    required = aliased(Obligation)
    rows = session.execute(
        select(
            Instalment.id, Instalment.number, Instalment.kind, Instalment.fiscal_year, Instalment.due_on,
            Instalment.amount, required.number.label("required"), Agreement.id.label("agreement_id"),
            Agreement.number.label("agreement"), Agreement.signed_on, Agreement.starts_on, Agreement.ends_on,
            Programme.fiscal_year_start, Regroupement.name.label("regroupement"), Project.name_fr,
            Project.name_en, Phase.number.label("phase"),
        )
        .join(Instalment.agreement)
        .join(Agreement.programme)
        .outerjoin(Agreement.regroupement)
        .outerjoin(Agreement.phase)
        .outerjoin(Phase.project)
        .outerjoin(required, Instalment.required_obligation_id == required.id)
        .where(wanted)
        .order_by(Instalment.due_on, Agreement.number, Instalment.number)
    ).all()  # fmt: skip
    ids = {row.agreement_id for row in rows}
    around = _Around(
        mandates=_mandates(ids),
        reports=_reports(ids),
        sums=_sums({row.agreement for row in rows}),
        asked=_asked(ids, beside),
        accounts=_accounts(at),
        forecasts=forecasts.in_force(ids, today=today),
        acts=interruptions(ids),
        conditions=unmet_conditions(ids),
    )
    return [_case(row, around, at, today) for row in rows]


@dataclass(frozen=True, slots=True)
class _Around:
    mandates: dict[int, list[Row[*tuple[Any, ...]]]]
    reports: dict[int, list[DueReport]]
    sums: dict[tuple[str, str, str], Cents]
    asked: dict[int, list[Row[*tuple[Any, ...]]]]
    accounts: dict[int, BankAccount]
    forecasts: dict[int, CashForecast]
    acts: dict[int, tuple[Interruption, ...]]
    conditions: dict[int, list[Row[*tuple[Any, ...]]]]


def _case(row: Row[*tuple[Any, ...]], around: _Around, at: datetime, today: date) -> Case:
    mandates = around.mandates[row.agreement_id]
    begun = [it for it in mandates if it.from_on <= today] or mandates[:1]
    receives = begun[-1]
    account = around.accounts.get(receives.organisation_id)
    asked = around.asked.get(row.agreement_id, [])
    calendar = FiscalCalendar.from_text(row.fiscal_year_start)
    last_year = calendar.years_between(row.starts_on, row.ends_on)[-1]
    own = [it for it in asked if it.fiscal_year == row.fiscal_year]
    funds = Funds(
        payable=around.sums.get((row.agreement, Account.PAYABLE, row.fiscal_year), 0)
        - sum(it.gross + it.lapse for it in own),
        receivable=_all_years(around.sums, row.agreement, Account.RECEIVABLE) - sum(it.offset for it in asked),
        unspent=_all_years(around.sums, row.agreement, Account.HELD) + sum(it.gross for it in asked),
    )
    in_last_year = row.fiscal_year == last_year
    forecast = around.forecasts.get(row.agreement_id)
    need = forecast.need if forecast else None
    return Case(
        instalment_id=row.id,
        number=row.number,
        kind=row.kind,
        fiscal_year=row.fiscal_year,
        due_on=row.due_on,
        amount=row.amount,
        agreement_id=row.agreement_id,
        agreement=row.agreement,
        name_fr=row.regroupement or row.name_fr,
        name_en=row.regroupement or row.name_en,
        phase=row.phase,
        in_last_year=in_last_year,
        host=Host(receives.organisation_id, receives.code, receives.name, account),
        reasons=reasons(
            due_on=row.due_on,
            required_report=row.required,
            starts_on=row.starts_on,
            instrument=Instrument(
                row.signed_on,
                tuple((it.from_on, it.to_on) for it in mandates),
                around.acts.get(row.agreement_id, ()),
            ),
            reports=around.reports.get(row.agreement_id, []),
            conditions=[
                it.number for it in around.conditions.get(row.agreement_id, []) if it.instalment_id in (None, row.id)
            ],
            bank=BankDetails(account.usable_at if account else None),
            left=funds.payable,
            at=at,
            today=today,
        ),
        proposal=propose(kind=row.kind, amount=row.amount, in_last_year=in_last_year, funds=funds, need=need),
        funds=funds,
        forecast=forecast,
    )


def _paid() -> ColumnElement[bool]:
    return exists().where(Payment.instalment_id == Instalment.id)


def _all_years(sums: dict[tuple[str, str, str], Cents], agreement: str, account: Account) -> Cents:
    return sums.get((agreement, account, ""), 0)


def _mandates(ids: Collection[int]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(
        select(
            HostMandate.agreement_id,
            HostMandate.organisation_id,
            HostMandate.from_on,
            HostMandate.to_on,
            Organisation.code,
            Organisation.name,
        )
        .join(HostMandate.organisation)
        .where(HostMandate.agreement_id.in_(ids))
        .order_by(HostMandate.from_on)
    ):
        found[row.agreement_id].append(row)
    return found


def _reports(ids: Collection[int]) -> dict[int, list[DueReport]]:
    found: dict[int, list[DueReport]] = defaultdict(list)
    for it in session.scalars(
        select(Obligation)
        .where(Obligation.agreement_id.in_(ids), Obligation.fulfilled_on.is_(None))
        .order_by(Obligation.number)
    ):
        found[it.agreement_id].append(
            DueReport(it.number, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on, it.received_on, None)
        )
    return found


def _sums(numbers: Collection[str]) -> dict[tuple[str, str, str], Cents]:
    """Balances by agreement, account and year; under the year "" those of all years."""
    found: dict[tuple[str, str, str], Cents] = defaultdict(int)
    for agreement, account, year, amount in session.execute(
        select(Posting.agreement, Posting.account, Posting.fiscal_year, cast(func.sum(Posting.amount), BigInteger))
        .where(Posting.agreement.in_(numbers), Posting.account.in_((Account.PAYABLE, Account.HELD, Account.RECEIVABLE)))
        .group_by(Posting.agreement, Posting.account, Posting.fiscal_year)
    ):
        found[agreement, account, year] += amount
        found[agreement, account, ""] += amount
    return found


def _asked(ids: Collection[int], beside: int | None) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(
        select(
            PaymentRequest.agreement_id,
            Instalment.fiscal_year,
            PaymentRequest.gross,
            PaymentRequest.offset.label("offset"),
            PaymentRequest.lapse.label("lapse"),
        )
        .join(PaymentRequest.instalment)
        .where(PaymentRequest.agreement_id.in_(ids), PaymentRequest.state.in_(LIVE), PaymentRequest.id != (beside or 0))
    ):
        found[row.agreement_id].append(row)
    return found


def _accounts(at: datetime) -> dict[int, BankAccount]:
    """By organisation: the newest account that may be used by ``at``, else the one that waits for its day."""
    found: dict[int, BankAccount] = {}
    for account in session.scalars(
        select(BankAccount).where(BankAccount.usable_at.is_not(None)).order_by(BankAccount.usable_at, BankAccount.id)
    ):
        usable = account.usable_at is not None and account.usable_at <= at
        if usable or account.organisation_id not in found:
            found[account.organisation_id] = account
    return found


def usable_accounts(at: datetime) -> int:
    """How many accounts may be used by ``at``: it changes when time alone lets one more be."""
    return session.scalar(select(func.count()).where(BankAccount.usable_at <= at)) or 0


def counts() -> dict[State, int]:
    """How many requests are in each state."""
    rows = session.execute(select(PaymentRequest.state, func.count()).group_by(PaymentRequest.state))
    return {State(state): number for state, number in rows}


def requests(wanted: ColumnElement[bool], *, limit: int | None = None) -> Sequence[PaymentRequest]:
    """The requests that are ``wanted``, the last first, with all that a list shows of them."""
    return session.scalars(_shown().where(wanted).order_by(PaymentRequest.id.desc()).limit(limit)).all()


def request_of(request_id: int) -> PaymentRequest | None:
    """One request, with all that its page shows."""
    return session.scalars(_shown().where(PaymentRequest.id == request_id)).one_or_none()


def live_request(instalment_id: int) -> PaymentRequest | None:
    """The request of an instalment that was neither refused nor cancelled."""
    return session.scalars(
        select(PaymentRequest).where(PaymentRequest.instalment_id == instalment_id, PaymentRequest.state.not_in(CLOSED))
    ).one_or_none()


def _shown() -> Any:
    return select(PaymentRequest).options(
        joinedload(PaymentRequest.agreement).joinedload(Agreement.regroupement),
        joinedload(PaymentRequest.agreement).joinedload(Agreement.phase).joinedload(Phase.project),
        joinedload(PaymentRequest.instalment),
        joinedload(PaymentRequest.requested_by),
        joinedload(PaymentRequest.first_by),
        joinedload(PaymentRequest.second_by),
        joinedload(PaymentRequest.batch),
        joinedload(PaymentRequest.bank_account).joinedload(BankAccount.organisation),
    )


def batches() -> Sequence[Row[*tuple[Any, ...]]]:
    """Every batch, the last first, with what it holds and what of it waits for the bank."""
    waits = PaymentRequest.state == State.AT_BANK
    return session.execute(
        select(
            BankBatch.number,
            BankBatch.pay_on,
            func.count(PaymentRequest.id).label("payments"),
            func.coalesce(cast(func.sum(PaymentRequest.gross - PaymentRequest.offset), BigInteger), 0).label("cash"),
            func.count(PaymentRequest.id).filter(waits).label("waiting"),
        )
        .outerjoin(BankBatch.requests)
        .group_by(BankBatch.id)
        .order_by(BankBatch.number.desc())
    ).all()


def batch_of(number: int) -> BankBatch | None:
    """The batch of this number."""
    return session.scalars(select(BankBatch).where(BankBatch.number == number)).one_or_none()


def confirmations(batch_id: int) -> Sequence[BankConfirmation]:
    """What the bank answered about a batch, the last first."""
    return session.scalars(
        select(BankConfirmation).where(BankConfirmation.batch_id == batch_id).order_by(BankConfirmation.id.desc())
    ).all()


def accounts_of(organisation_id: int) -> Sequence[BankAccount]:
    """All the accounts that an organisation had, the last entered first."""
    return session.scalars(
        select(BankAccount)
        .where(BankAccount.organisation_id == organisation_id)
        .options(joinedload(BankAccount.entered_by), joinedload(BankAccount.confirmed_by))
        .order_by(BankAccount.id.desc())
    ).all()


def cash_on_its_way() -> Cents:
    """What is asked for and will leave the bank, if it is approved."""
    total = func.coalesce(cast(func.sum(PaymentRequest.gross - PaymentRequest.offset), BigInteger), 0)
    return session.scalars(select(total).where(PaymentRequest.state.in_(LIVE))).one()


def in_batch(batch_id: int) -> Sequence[PaymentRequest]:
    """The payments of a batch, the last asked for first."""
    return requests(PaymentRequest.batch_id == batch_id)


def organisation_of(code: str) -> Organisation | None:
    """The organisation of this code."""
    return session.scalars(select(Organisation).where(Organisation.code == code)).one_or_none()
