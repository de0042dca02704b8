"""What others bring: valued, kept with its basis, and measured against the limits (DOMAIN rules 16 and 19)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests import worked
from tests.grants.deciding import press
from tests.insight.pages import rows, said
from tests.pages import PageClient
from tracker.db import now, session
from tracker.grants.contributions.measures import Beyond, Measure, Standing, beyond, quantity_of, valued
from tracker.grants.models import Agreement, Contribution
from tracker.grants.terms import Limits
from tracker.statements import service
from tracker.web.dates import today

SignIn = Callable[..., PageClient]
PAGE = f"/ententes/{worked.NUMBER}/contributions"
LIMITS = Limits(holdback=100_000, transfer=150_000, carry_forward=150_000, administration=100_000, stacking=900_000)
GIVEN = {"fiscal_year": "2018-2019", "source": "Ville", "kind": "cash", "amount": "1000", "reason": "Résolution 12."}


@pytest.mark.parametrize(
    ("quantity", "unit", "expected"),
    [("12,5", 20_00, 250_00), ("3", 33_33, 99_99), ("0.5", 1, 1), ("1.2345", 100, 123)],
)
def test_in_kind_is_quantity_times_unit_value(quantity: str, unit: int, expected: int) -> None:
    found = quantity_of(quantity)
    assert found is not None
    assert valued(found, unit) == expected


@pytest.mark.parametrize("text", ["", "0", "-1", "douze", "NaN", "1e12", "0.00001", "Infinity"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    assert quantity_of(text) is None


def test_a_quantity_keeps_its_digits() -> None:
    assert quantity_of("1 250,25") == Decimal("1250.25")


def test_limits_are_passed_by_a_cent() -> None:
    at = Standing(public=9_000_00, cash=9_000_00, committed=1_000_00, accepted=0, administration=0)
    assert list(beyond(at, LIMITS)) == []
    past = Standing(public=9_000_01, cash=9_000_01, committed=1_000_00, accepted=500_00, administration=50_01)
    assert list(beyond(past, LIMITS)) == [Beyond(Measure.ADMINISTRATION, 50_01, 500_00, 50_00)]
    far = Standing(public=9_100_00, cash=9_100_00, committed=1_000_00, accepted=0, administration=0)
    assert list(beyond(far, LIMITS)) == [Beyond(Measure.STACKING, 9_100_00, 10_100_00, 9_090_00)]


def test_a_contribution_is_checked_then_entered_once(closed: str, sign_in: SignIn) -> None:
    client = sign_in("officer")
    before = session.query(Contribution).count()
    given = GIVEN | {"kind": "in_kind", "amount": "", "quantity": "12,5", "unit_value": "20", "basis": "Bail type"}
    checked = press(client, client.get(PAGE), step="check", **given)
    assert "250,00 $" in said(checked.text)
    assert session.query(Contribution).count() == before
    for _ in range(2):
        assert press(client, checked, step="decide").status_code == 303
    made = session.query(Contribution).order_by(Contribution.id.desc()).first()
    assert session.query(Contribution).count() == before + 1
    assert made is not None
    assert (made.amount, made.quantity, made.unit_value, made.basis) == (250_00, "12.5", 20_00, "Bail type")
    assert "Résolution 12." in said(client.get(f"/ententes/{worked.NUMBER}/historique").text)


def test_in_kind_without_a_basis_is_refused(closed: str, sign_in: SignIn) -> None:
    client = sign_in("officer")
    given = GIVEN | {"kind": "in_kind", "amount": "", "quantity": "0", "unit_value": ""}
    refused = press(client, client.get(PAGE), step="check", **given)
    assert refused.status_code == 422
    assert refused.text.count('href="#quantity"') == refused.text.count('href="#basis"') == 1


def test_what_is_withdrawn_no_longer_counts_but_was_known(closed: str, sign_in: SignIn, clock: object) -> None:
    client = sign_in("officer")
    known = now()
    number = session.query(Contribution).first().number  # type: ignore[union-attr]
    count = len(rows(client.get(PAGE).text))
    clock.shift(60)  # type: ignore[attr-defined]
    answer = client.submit(f"{PAGE}/{number}/retrait", {"reason": "Saisie en double."})
    assert answer.status_code == 303
    assert len(rows(client.get(PAGE).text)) == count - 1

    def stated(at: object) -> int:
        found = service.agreement_statement(closed, year=None, as_of=today(), known_at=at)  # type: ignore[arg-type]
        return sum(amount for it in found.contributions for _, amount in it.amounts)

    assert stated(known) > stated(now())


def test_beyond_the_stacking_limit_staff_are_warned_where_they_decide(closed: str, sign_in: SignIn) -> None:
    client = sign_in("officer")
    agreement = session.query(Agreement).one()
    warned = "Beyond a limit", "Au-delà d’une limite"
    assert not any(it in client.get(f"/ententes/{agreement.number}").text for it in warned)
    given = GIVEN | {"amount": "9000000", "public": "y"}
    press(client, press(client, client.get(PAGE), step="check", **given), step="decide")
    for page in (f"/ententes/{agreement.number}", PAGE):
        assert any(it in client.get(page).text for it in warned), page
    partner = sign_in("preparer", organisation_code="ORG-001")
    assert not any(it in partner.get(f"/ententes/{agreement.number}").text for it in warned)
