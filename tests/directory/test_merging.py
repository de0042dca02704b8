"""Merging: two people, what follows, and not a cent moved, by the figures promised of the worked agreement."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests import people, worked
from tests.grants.payments import cast
from tests.insight.pages import key_figures, rows, said
from tests.pages import PageClient
from tests.statements.handover import two_hosts
from tracker.accounts import service as accounts
from tracker.accounts.models import Person
from tracker.db import now, session, transaction
from tracker.directory import queries as directory
from tracker.directory.merging import queries, service
from tracker.directory.merging.own import union
from tracker.directory.merging.service import Who
from tracker.directory.models import Membership, Merger, MergerState, Organisation
from tracker.directory.people import queries as choosable
from tracker.directory.queries import organisations_called
from tracker.errors import DomainError
from tracker.files import queries as files
from tracker.files.models import StoredFile
from tracker.grants import service as grants
from tracker.grants.models import Agreement
from tracker.grants.payments.models import BankAccount
from tracker.grants.service import Author, terms_of
from tracker.insight.opendata import queries as opendata
from tracker.ledger import journal
from tracker.ledger.accounts import Account
from tracker.ledger.models import Posting
from tracker.ledger.queries import position
from tracker.statements import service as statements
from tracker.statements.json import figures
from tracker.trail.models import TrailRecord
from tracker.workbook import sheets
from tracker.workbook.export import recorded

SignIn = Callable[..., PageClient]
OLD, NEW = "ORG-001", "ORG-NEUF"
EVE = date(2019, 10, 10)
"""Eve of the last instalment."""
END = datetime(2020, 4, 1, 14, 0, tzinfo=UTC)
PAIR = f"/organismes/doublons/{OLD}/{NEW}"


def who(role: str = "officer", email: str | None = None) -> Who:
    person = people.person(role, email=email)
    return Who(person.id, person.email, now())


def of(code: str) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.code == code)).one()


def newcomer(**values: str) -> None:
    with transaction():
        session.add(Organisation(code=NEW, name="Maison famille des Rapides", kind="community", **values))


def merge(old: str = OLD, new: str = NEW) -> None:
    """One proposes, another confirms."""
    with transaction():
        merger = service.propose(of(old), of(new), reason="Appel à l’organisme", who=who())
    if merger.state == MergerState.PROPOSED:
        with transaction():
            service.confirm(session.scalars(select(Merger).where(Merger.id == merger.id)).one(), who=who("admin"))


@pytest.fixture
def at_the_end(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(END)
    worked.take_in()
    newcomer()


def promised() -> list[tuple[str, str | None]]:
    dates = list(worked.EXPECTED)
    return [(as_of, year) for as_of in dates for year in (*worked.EXPECTED[as_of]["years"], None)]


def test_every_promised_figure_is_the_same_after_a_merger(at_the_end: None) -> None:
    before = {it: figures(worked.statement(it[1], it[0])) for it in promised()}
    merge()
    for (as_of, year), said_before in before.items():
        said_after = figures(worked.statement(year, as_of))
        assert json.loads(json.dumps(said_after)) == json.loads(json.dumps(said_before)) == worked.expected(as_of, year)


def test_the_journal_keeps_the_code_that_was_written_and_its_chain(
    committed_app: Flask, clock: time_machine.Traveller
) -> None:
    clock.move_to(END)
    worked.take_in()
    newcomer()
    before = journal.verify()
    merge()
    after = journal.verify()
    assert (after.sound, after.head, after.checked) == (True, before.head, before.checked)
    assert set(session.scalars(select(Posting.host))) == {OLD}


def test_what_the_old_code_holds_is_the_survivors_and_leaves_with_it(at_the_end: None) -> None:
    held = position(worked.NUMBER).balance(Account.HELD)
    merge()
    stands = position(worked.NUMBER)
    assert stands.balance(Account.HELD, host=NEW) == held
    assert stands.balance(Account.HELD, host=OLD) == 0
    agreement = session.scalars(select(Agreement).where(Agreement.number == worked.NUMBER)).one()
    assert [it.organisation for it in terms_of(agreement).mandates] == [NEW]
    with transaction():
        third = people.organisation("ORG-TIERS", name="Carrefour")
        agreement = session.scalars(select(Agreement).where(Agreement.number == worked.NUMBER)).one()
        grants.change_host(
            agreement, organisation_id=third.id, from_on=date(2020, 3, 1), author=Author("agent@demo.example", now())
        )
    stands = position(worked.NUMBER)
    assert (stands.balance(Account.HELD, host=NEW), stands.balance(Account.HELD, host="ORG-TIERS")) == (0, held)


def test_a_cut_off_before_the_merger_says_the_same_after_it(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(END)
    two_hosts.take_in(date(2018, 6, 30))
    newcomer()

    def parts() -> list[object]:
        made = statements.handover_statement(
            worked.NUMBER, cut_off=date(2018, 6, 30), as_of=date(2020, 4, 1), known_at=now()
        )
        return [(it.from_on, it.flows) for it in made.parts]

    before = parts()
    merge()
    assert parts() == before
    assert before[0][1].handed != 0  # type: ignore[index] - what passed on is not nil, or nothing is proved


def test_two_hosts_of_one_agreement_are_not_merged(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(END)
    two_hosts.take_in(date(2018, 6, 30))
    with transaction():
        of("ORG-B").neq = None
    with pytest.raises(DomainError, match=f"Both have hosted {worked.NUMBER}"):
        merge("ORG-B", OLD)


def test_two_legal_entities_are_not_merged(at_the_end: None) -> None:
    with transaction():
        of(NEW).neq = "1140000027"
    with pytest.raises(DomainError, match="two legal entities"):
        merge()


def test_everything_follows(at_the_end: None) -> None:
    with transaction():
        person = people.person("preparer", organisation_code=OLD)
        session.add(
            StoredFile(
                sha256="0" * 64,
                size=41,
                media_type="application/pdf",
                name="facture.pdf",
                organisation_code=OLD,
                uploaded_by=person.email,
                uploaded_at=now(),
            )
        )
        theirs = session.scalars(select(Membership).where(Membership.organisation_id == of(OLD).id)).one()
        span = (theirs.from_on, theirs.to_on)
        session.add(
            Membership(
                regroupement_id=theirs.regroupement_id,
                organisation_id=of(NEW).id,
                from_on=theirs.from_on - timedelta(days=90),
                to_on=theirs.from_on + timedelta(days=5),
            )
        )
    merge()
    assert session.scalars(select(Person.organisation_code).where(Person.email == person.email)).one() == NEW
    kept = directory.memberships(of(NEW).id)
    assert [(it.from_on, it.to_on) for it in kept] == [(span[0] - timedelta(days=90), span[1])]
    assert directory.memberships(of(OLD).id) == []
    assert files.used(NEW) == 41
    assert of(NEW).neq == "1140000019"  # it had none
    assert of(NEW).name == "Maison famille des Rapides"
    assert directory.organisations_by_code()[OLD] == of(NEW).id
    told = session.scalars(select(TrailRecord).where(TrailRecord.action == "merged")).one()
    assert (told.subject, told.actor, told.reason) == (OLD, "admin@demo.example", "Appel à l’organisme")
    assert told.difference["moved"]["mandates"] == [[worked.NUMBER, "2016-07-01"]]
    assert told.difference["moved"]["people"] == [person.email]


def test_a_partner_of_the_merged_one_sees_what_the_survivor_hosts(sign_in: SignIn, at_the_end: None) -> None:
    partner = sign_in("preparer", organisation_code=OLD)
    newcomers = sign_in("signatory", organisation_code=NEW)
    where = f"/ententes/{worked.NUMBER}"
    assert (partner.get(where).status_code, newcomers.get(where).status_code) == (200, 404)
    figures = key_figures(partner.get(where).text)
    merge()
    assert key_figures(partner.get(where).text) == key_figures(newcomers.get(where).text) == figures


def test_bank_details_never_become_anothers(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    clock.move_to(cast.noon(EVE))
    cast.at(EVE, tmp_path)
    newcomer()
    held = [it.id for it in session.scalars(select(BankAccount))]
    merge()
    accounts = session.scalars(select(BankAccount)).all()
    assert [(it.id, it.organisation.code) for it in accounts] == [(held[0], OLD)]
    assert cast.case(10).host.account is None  # the survivor has none: nothing is paid before its own are checked


def test_not_while_a_payment_is_under_way(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    clock.move_to(cast.noon(EVE))
    cast.at(EVE, tmp_path)
    newcomer()
    cast.asked_for(10)
    with pytest.raises(DomainError, match=f"payment is under way for {worked.NUMBER}"):
        merge()


def test_who_proposes_does_not_confirm(at_the_end: None) -> None:
    with transaction():
        merger = service.propose(of(OLD), of(NEW), reason="Appel", who=who())
    with pytest.raises(DomainError, match="Somebody else"), transaction():
        service.confirm(session.get_one(Merger, merger.id), who=who())
    with pytest.raises(IntegrityError, match="two_people"), transaction():
        session.execute(
            text("UPDATE merger SET state = 'done', decided_by_id = proposed_by_id, decided_at = proposed_at")
        )
    assert of(OLD).merged_into_code is None


def test_without_a_mandate_one_person_is_enough(app: Flask) -> None:
    newcomer()
    with transaction():
        people.organisation("AUTRE")
        merger = service.propose(of("AUTRE"), of(NEW), reason="Registre", who=who())
    assert merger.state == MergerState.DONE
    assert of("AUTRE").merged_into_code == NEW


def test_what_was_merged_into_the_merged_one_leads_to_the_survivor(at_the_end: None) -> None:
    with transaction():
        people.organisation("ORG-VIEUX")
    merge("ORG-VIEUX", OLD)
    merge(OLD, NEW)
    assert [it.code for it in directory.former(NEW)] == [OLD, "ORG-VIEUX"]
    found = directory.organisation_today("ORG-VIEUX")
    assert found is not None
    assert found.code == NEW
    assert [it.code for it in organisations_called(OLD.lower())] == [NEW]
    assert [it.code for it in organisations_called("rapides")] == [NEW]


def test_an_account_given_by_the_merged_code_is_the_survivors(at_the_end: None) -> None:
    merge()
    with transaction():
        given = accounts.add_person(
            email="neuve@demo.example",
            name="Neuve",
            role="preparer",
            password=people.PASSWORD,
            organisation_code=OLD,
            actor="tests",
            at=now(),
        )
    assert given.organisation_code == NEW
    assert [code for code, _name in choosable.organisations(OLD)] == [NEW]


def test_open_data_and_the_workbook_know_the_survivor_alone(at_the_end: None) -> None:
    merge()
    published = opendata.publication(as_of=date(2020, 4, 1), known_at=now())
    (grant,) = published.grants
    assert {it.recipient for it in grant.payments} == {NEW}
    book = recorded()
    assert [it.code for it in book.rows(sheets.Organisation)] == ["ORG-002", "ORG-003", NEW]
    assert [it.organisation for it in book.rows(sheets.Host)] == [NEW]


def test_spans_of_days_that_meet_are_one() -> None:
    first, second, third = date(2016, 1, 1), date(2017, 1, 1), date(2018, 1, 1)
    assert union([(second, third), (first, second)]) == [(first, third)]
    assert union([(first, second), (third, None)]) == [(first, second), (third, None)]
    assert union([(first, None), (second, third)]) == [(first, None)]


def test_on_screen_from_the_list_to_the_survivors_page(sign_in: SignIn, at_the_end: None) -> None:
    with transaction():
        of(NEW).region_code = "04"
    officer, admin = sign_in("officer"), sign_in("admin")
    assert rows(officer.get("/organismes/doublons").text)[0][0].startswith("Maison de la famille des Rapides")
    assert PAIR in officer.get(f"/organismes/{OLD}").text
    sent = officer.submit(PAIR, {"survivor": NEW, "reason": "Appel", "password": people.PASSWORD}, form="merge")
    assert sent.status_code == 303
    assert 'id="confirm"' not in officer.get(PAIR).text
    refused = admin.submit(PAIR, {"confirm-password": "autre chose"}, form="confirm")
    assert refused.status_code == 422
    done = admin.submit(PAIR, {"confirm-password": people.PASSWORD}, form="confirm")
    assert done.location == f"/organismes/{NEW}"
    led = officer.get(f"/organismes/{OLD}")
    assert led.location == f"/organismes/{NEW}"
    page = officer.get(f"/organismes/{NEW}").text
    assert f"{OLD}, Maison de la famille des Rapides" in said(page)
    assert rows(page, 1)[0][0].startswith("Table petite enfance des Rapides") or worked.NUMBER in said(page)
    assert queries.candidates() == ()


def test_a_proposal_is_taken_back(sign_in: SignIn, at_the_end: None) -> None:
    officer = sign_in("officer")
    officer.submit(PAIR, {"survivor": NEW, "reason": "Appel", "password": people.PASSWORD}, form="merge")
    assert officer.submit(PAIR, {"decline-reason": "Erreur"}, form="decline").status_code == 303
    assert 'id="merge"' in officer.get(PAIR).text
    assert of(OLD).merged_into_code is None


def test_what_is_not_the_same_is_remembered_and_may_be_taken_back(sign_in: SignIn, at_the_end: None) -> None:
    with transaction():
        of(NEW).region_code = "04"
    officer = sign_in("officer")
    assert len(queries.candidates()) == 1
    assert officer.submit(PAIR, form="distinct").status_code == 303
    assert queries.candidates() == ()
    assert "Ce ne sont pas les mêmes" in said(officer.get(PAIR).text)
    assert officer.submit(PAIR, form="maybe").status_code == 303
    assert len(queries.candidates()) == 1
