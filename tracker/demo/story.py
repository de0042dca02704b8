"""The life of one agreement, from its signature to its last cent, as the rows of a portfolio workbook.

Payments follow the worked agreement: 60 % in advance, 30 % on the progress report, 10 % held back until
the year's reports are accepted; the last holdback pays for what the host advanced, and the rest lapses.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from tracker.demo import calendar, payments, results, spending
from tracker.demo.calendar import CALENDAR, Due
from tracker.demo.deals import STEP, Deal
from tracker.demo.payments import Debt
from tracker.demo.words import ADMINISTRATION, FINDINGS, LAPSE_REASONS, TRANSFERS
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.workbook import sheets as s
from tracker.workbook.sheets import Row

_TRANSFER_LIMIT = _CARRY_LIMIT = 15
_CARRY_STEP: Cents = 100
_SMALLEST_TRANSFER: Cents = 100_00
_SMALLEST_CARRY: Cents = 500_00

PassedOn = Sequence[tuple[date, Cents]]
"""What a framework hands to its sub-agreements: when, how much."""


def tell(deal: Deal, *, hosts: tuple[str, str], seed: int, as_of: date, passed_on: PassedOn = ()) -> list[Row]:
    """Everything recorded of ``deal`` up to ``as_of``."""
    return _Story(deal, Random(f"{seed}/{deal.number}/story"), as_of, passed_on).rows_of(hosts)


class _Story:
    """What is known as the story goes on: the rows so far, the funds held by the year they are reported
    in, the debts opened."""

    def __init__(self, deal: Deal, random: Random, as_of: date, passed_on: PassedOn) -> None:
        self.deal, self.random, self.as_of = deal, random, as_of
        self.rows: list[Row] = []
        self.dues = calendar.reports(deal, random, as_of)
        self.held: defaultdict[str, Cents] = defaultdict(int)
        self.debts: list[Debt] = []
        self.passed_on = passed_on
        for day, amount in passed_on:
            self.held[self._reported_in(day)] -= amount
        self.budgets = self._budgets()
        self.amended_on = date(deal.first + deal.amended_in, 10, 1) + timedelta(days=random.randrange(100))
        if self.amended_on > as_of:
            self.deal = dataclasses.replace(deal, changes=[])
        self.sub = deal.framework is not None
        self.outflows = payments.schedule(self.deal, self.amended_on)
        payments.pay(self.outflows, self.dues, sub=self.sub, random=random, as_of=as_of)

    def rows_of(self, hosts: tuple[str, str]) -> list[Row]:
        self._signature(hosts)
        carried: dict[str, Cents] = {}
        for rank, year in enumerate(self.deal.years):
            authorised = self._with_changes(rank)
            self._move(authorised, year)
            for line, amount in carried.items():
                authorised[line] += amount
            carried = self._year(rank, year, authorised)
        self._settle()
        self.rows += payments.collect(
            self.deal.number, self.debts, self.outflows, sub=self.sub, random=self.random, as_of=self.as_of
        )
        self.rows += payments.rows(self.deal, self.outflows)
        self.rows += results.indicators(self.deal, self.dues, self.random)
        self.rows += results.contributions(self.deal, self.random)
        return self.rows

    # the signature

    def _budgets(self) -> list[dict[str, Cents]]:
        kind = "framework" if self.deal.subject.holds else self.deal.subject.stream
        parts = spending.weights(kind, self.random)
        made = []
        for rank, allotment in enumerate(self.deal.allotments):
            passed = self.deal.regranted[rank] if self.deal.regranted else 0
            lines = spending.by_line(allotment - passed, parts)
            if passed:
                lines = {**{k: v for k, v in lines.items() if k != ADMINISTRATION}, TRANSFERS: passed,
                         ADMINISTRATION: lines[ADMINISTRATION]}  # fmt: skip
            made.append(lines)
        return made

    def _signature(self, hosts: tuple[str, str]) -> None:
        deal, subject = self.deal, self.deal.subject
        starts, ends = calendar.starts_on(deal), calendar.ends_on(deal)
        period = f"{starts.year}-{ends.year}"
        if subject.is_project:
            title_fr, title_en = f"{subject.name_fr} – phase {deal.phase}", f"{subject.name_en} – phase {deal.phase}"
        else:
            place_fr, place_en = (name.rpartition(" – ")[2] for name in (subject.name_fr, subject.name_en))
            title_fr = f"Plan d’action concerté {period} – {place_fr}"
            title_en = f"Joint action plan {period} – {place_en}"
        self.rows.append(
            s.Agreement(
                number=deal.number,
                programme="PE",
                stream=subject.stream,
                title_fr=title_fr,
                title_en=title_en,
                regroupement=None if subject.is_project else subject.code,
                project=subject.code if subject.is_project else None,
                phase=deal.phase if subject.is_project else None,
                framework=deal.framework,
                signed_on=calendar.working_day(starts - timedelta(days=self.random.randrange(5, 40))),
                starts_on=starts,
                ends_on=ends,
            )
        )
        self._mandates(hosts, starts)
        for year, lines in zip(deal.years, self.budgets, strict=True):
            self.rows += [
                s.Budget(agreement=deal.number, fiscal_year=year, line=line, amount=amount)
                for line, amount in lines.items()
            ]
        signed = calendar.working_day(self.amended_on - timedelta(days=self.random.randrange(12)))
        for year, change in zip(deal.years, self._changes(), strict=True):
            self.rows += [
                s.Amendment(
                    agreement=deal.number,
                    amendment=1,
                    signed_on=min(signed, self.amended_on),
                    effective_on=self.amended_on,
                    fiscal_year=year,
                    line=line,
                    amount=amount,
                )
                for line, amount in change.items()
            ]

    def _mandates(self, hosts: tuple[str, str], starts: date) -> None:
        """One host; in a few agreements a second one takes over, the day after the first leaves."""
        usual, other = hosts
        chance, after = self.random.random(), self.random.randrange(len(self.deal.years))
        taken_over = date(self.deal.first + 1 + after, 4, 1)
        if chance > 0.055 or after == 0 or self.deal.subject.holds or taken_over > self.as_of:
            self.rows.append(s.Host(agreement=self.deal.number, organisation=usual, from_on=starts, to_on=None))
            return
        self.rows += [
            s.Host(
                agreement=self.deal.number,
                organisation=usual,
                from_on=starts,
                to_on=taken_over - timedelta(days=1),
            ),
            s.Host(agreement=self.deal.number, organisation=other, from_on=taken_over, to_on=None),
        ]

    def _changes(self) -> list[dict[str, Cents]]:
        """What the amendment does to each line of each year: two thirds to actions, the rest to materials."""
        made: list[dict[str, Cents]] = []
        for change in self.deal.changes or [0] * len(self.deal.years):
            third = change // 3 // (STEP // 10) * (STEP // 10)
            made.append({"actions": change - third, "materials": third} if change > 0 else {})
            if change < 0:
                made[-1] = {"actions": change}
        return made

    def _with_changes(self, rank: int) -> dict[str, Cents]:
        lines = dict(self.budgets[rank])
        for line, amount in self._changes()[rank].items():
            lines[line] += amount
        return lines

    # a year

    def _move(self, lines: dict[str, Cents], year: str) -> None:
        """A transfer between two lines, within the limit but for a few."""
        random, spent_on = self.random, [line for line in lines if line not in (ADMINISTRATION, TRANSFERS)]
        decided = calendar.working_day(CALENDAR.starts_on(year) + timedelta(days=random.randrange(225, 320)))
        chance = random.random()
        if chance > 0.2 or self.deal.subject.holds or decided > self.as_of:
            return
        from_line, to_line = random.sample(spent_on, 2)
        share = _TRANSFER_LIMIT + 4 if chance < 0.001 else random.randrange(4, _TRANSFER_LIMIT)
        amount = min(lines[from_line], lines[to_line]) * share // 100 // (STEP // 10) * (STEP // 10)
        if amount >= _SMALLEST_TRANSFER:
            lines[from_line] -= amount
            lines[to_line] += amount
            self.rows.append(
                s.Transfer(
                    agreement=self.deal.number,
                    decided_on=decided,
                    fiscal_year=year,
                    from_line=from_line,
                    to_line=to_line,
                    amount=amount,
                )
            )

    def _year(self, rank: int, year: str, authorised: dict[str, Cents]) -> dict[str, Cents]:
        """The year's costs and interest; returns what is carried forward, by line."""
        progress, annual = self.dues[2 * rank], self.dues[2 * rank + 1]
        spendable = {line: amount for line, amount in authorised.items() if line != TRANSFERS}
        accepted = 0
        for due, spent in zip((progress, annual), spending.of_year(spendable, self.random), strict=True):
            accepted += self._report(due, spent)
        if annual.submitted_on and self.random.random() < 0.85:
            interest = sum(authorised.values()) * self.random.randrange(2, 9) // 10_000
            self.held[year] += interest
            self.rows.append(
                s.Interest(
                    agreement=self.deal.number, fiscal_year=year, declared_on=annual.submitted_on, amount=interest
                )
            )
        if rank:
            self._finding(rank, year)
        return self._carry(rank, annual, sum(spendable.values()) - accepted)

    def _report(self, due: Due, spent: dict[str, Cents]) -> Cents:
        self.rows.append(
            s.Report(
                agreement=self.deal.number,
                report=due.number,
                kind=due.kind,
                fiscal_year=due.year,
                from_on=due.from_on,
                to_on=due.to_on,
                due_on=due.due_on,
                submitted_on=due.submitted_on,
                accepted_on=due.accepted_on,
            )
        )
        expenses = spending.reviewed(self.deal.number, due, spent, self.random)
        if due.submitted_on:
            self.rows += expenses
        elif due.draft:
            self.rows += expenses[:3]
        if due.accepted_on is None:
            return 0
        self.held[due.year] -= spending.leaves_held(expenses)
        recovered = sum(row.disallowed for row in expenses if row.recover)
        if recovered:
            self.debts.append(Debt(due.accepted_on, recovered))
        return spending.accepted(expenses)

    def _finding(self, rank: int, year: str) -> None:
        """Now and then, a cost of the year before is found wanting once accepted."""
        decided = calendar.working_day(CALENDAR.starts_on(year) + timedelta(days=self.random.randrange(180, 330)))
        if self.random.random() < 0.02:
            self._adjust(self.dues[2 * rank - 1], decided, year, recover=self.random.random() < 0.7)

    def _adjust(self, due: Due, decided: date, booked_to: str, *, recover: bool) -> None:
        if due.accepted_on is None or not due.accepted_on < decided <= self.as_of:
            return
        candidates = [
            row
            for row in self.rows
            if isinstance(row, s.Expense)
            and row.report == due.number
            and row.line in ("travel", "materials", "actions")
            and row.declared - row.disallowed > 300_00
        ]
        if not candidates:
            return
        found = self.random.choice(candidates)
        amount = (found.declared - found.disallowed) * self.random.randrange(40, 350) // 1000
        self.rows.append(
            s.Adjustment(
                agreement=self.deal.number,
                decided_on=decided,
                report=due.number,
                line=found.line,
                amount=amount,
                booked_to=booked_to,
                recover=recover,
                reason=self.random.choice(FINDINGS),
            )
        )
        if recover:
            self.debts.append(Debt(decided, amount))
        else:
            self.held[booked_to] += amount

    def _carry(self, rank: int, annual: Due, unspent: Cents) -> dict[str, Cents]:
        """What may be reused next year, by decision (DOMAIN rule 17); a few decisions pass the limit."""
        last = rank == len(self.deal.years) - 1
        if last or annual.accepted_on is None or self.deal.subject.holds:
            return {}
        decided = calendar.working_day(annual.accepted_on + timedelta(days=self.random.randrange(4, 22)))
        chance = self.random.random()
        if decided > self.as_of or chance > 0.75:
            return {}
        year, next_year = self.deal.years[rank], self.deal.years[rank + 1]
        allotment = sum(self._with_changes(rank).values())
        held = sum(amount for at, amount in self.held.items() if at <= year)
        by_then = [out for out in self.outflows if out.on and self._reported_in(out.on) <= year]
        held += sum(out.gross for out in by_then)
        paid = sum(out.gross for out in by_then if out.year == year)
        ceiling = min(max(0, held) + allotment - paid, allotment * _CARRY_LIMIT // 100)
        amount = min(unspent, ceiling) // _CARRY_STEP * _CARRY_STEP
        if amount < _SMALLEST_CARRY:
            return {}
        if chance < 0.003:
            amount = ceiling * 11 // 10 // _CARRY_STEP * _CARRY_STEP
        lines = self.random.sample(("actions", "materials", "evaluation"), self.random.choice((1, 2)))
        first = amount * 6 // 10 // _CARRY_STEP * _CARRY_STEP if len(lines) == 2 else amount
        carried = dict(zip(lines, (first, amount - first), strict=False))
        self.rows += [
            s.CarryForward(
                agreement=self.deal.number,
                decided_on=decided,
                from_year=year,
                to_year=next_year,
                line=line,
                amount=part,
            )
            for line, part in carried.items()
        ]
        return carried

    # the end

    def _settle(self) -> None:
        """The last holdback pays what the host advanced and the rest lapses; or the host, with money left,
        gives it back (DOMAIN rule 9)."""
        final, last, before = self.dues[-1], self.outflows[-1], self.outflows[:-1]
        if final.accepted_on is None or not all(out.on for out in before):
            return
        earliest = max([final.accepted_on, *(out.on for out in before if out.on), *(on for on, _ in self.passed_on)])
        settled = self._later(earliest, 3, 14)
        if settled > self.as_of:
            return
        funds = sum(self.held.values()) + sum(out.gross for out in before)
        last.gross = min(last.amount, max(0, -funds))
        last.on = settled if last.gross else None
        if last.amount > last.gross and not self.deal.framework:
            self.rows.append(
                s.Lapse(
                    agreement=self.deal.number,
                    decided_on=settled,
                    fiscal_year=last.year,
                    amount=last.amount - last.gross,
                    reason=self.random.choice(LAPSE_REASONS),
                )
            )
        returned = self._later(settled, 20, 75)
        if funds > 0 and returned <= self.as_of:
            reference = f"RET-{self.deal.number[3:]}"
            self.rows.append(
                s.Return(agreement=self.deal.number, returned_on=returned, amount=funds, reference=reference)
            )
        if self.random.random() < 0.03:
            self._adjust(self.dues[-2], self._later(settled, 70, 320), POST_CLOSING, recover=True)

    def _later(self, day: date, least: int, most: int) -> date:
        """A working day some days after ``day``."""
        return calendar.working_day(day + timedelta(days=self.random.randrange(least, most)))

    def _reported_in(self, day: date) -> str:
        return CALENDAR.reported_in(day, self.deal.years)
