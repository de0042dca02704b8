"""A report as its writers meet it: begun, filled in page by page with or without JavaScript, several at once."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from tests.csrf import token
from tests.files import samples
from tests.pages import PageClient
from tests.reports.writing import HERE, HOST, author, begun, complete, to_write
from tracker.db import session, transaction
from tracker.reports import queries
from tracker.reports.models import Attachment, Report, SectionReview
from tracker.reports.service import drafts
from tracker.reports.service.submissions import submit_draft
from tracker.web.dates import today

SignIn = Callable[..., PageClient]
DONE = f"{HERE}/sections/story"


def written() -> dict[str, str]:
    session.rollback()
    return queries.texts_of(session.scalars(select(Report).where(Report.template_version_id.is_not(None))).one())


def write(report: Report, email: str, **answers: str) -> None:
    """Somebody else saves these answers, over what they see now."""
    with transaction():
        now = queries.draft_of(report)
        edits = [
            drafts.Edit(path, text, now[path].revision if path in now else 0)
            for path, text in ((path.replace("__", "."), text) for path, text in answers.items())
        ]
        drafts.save(report, edits, layout=queries.layout_of(report), author=author(email))


def test_a_report_is_begun_by_a_button_and_opens_as_a_list_of_sections(app: Flask, sign_in: SignIn) -> None:
    to_write()
    partner = sign_in("preparer", organisation_code=HOST)
    assert "Commencer ce rapport" in partner.get(HERE).text
    answer = partner.submit(HERE, follow_redirects=True)
    assert answer.status_code == 200
    for key in ("identity", "story", "actions", "indicators", "finance", "contributions", "learnings", "attachments"):
        assert f"sections/{key}" in answer.text
        assert partner.get(f"{HERE}/sections/{key}").status_code == 200, key
    assert partner.get(f"{HERE}/verification").status_code == 200


def test_without_javascript_a_section_is_saved_whole_and_leads_to_the_next(app: Flask, sign_in: SignIn) -> None:
    begun()
    partner = sign_in("preparer", organisation_code=HOST)
    answer = partner.submit(
        DONE, {"story.done": "Douze ateliers.", "story.context_changed": "no", "go": "next"}, form="section"
    )
    assert answer.headers["Location"].endswith("/sections/actions")
    assert written()["story.done"] == "Douze ateliers."


def test_what_cannot_be_read_is_kept_and_said_again_on_each_visit(app: Flask, sign_in: SignIn) -> None:
    begun(finance__lines__materials__spent="douze cents")
    partner = sign_in("preparer", organisation_code=HOST)
    for _visit in range(2):
        page = partner.get(f"{HERE}/sections/finance").text
        assert 'value="douze cents"' in page
        assert "Écrivez un montant" in page or "Inscrivez un montant" in page


def test_a_final_report_asks_for_no_forecast(app: Flask, sign_in: SignIn) -> None:
    begun(kind="final")
    page = sign_in("preparer", organisation_code=HOST).get(f"{HERE}/sections/finance").text
    assert "Prévu ensuite" not in page
    assert 'name="finance.lines.materials.spent"' in page
    assert "forecast" not in page


def test_what_is_missing_is_said_once_the_section_was_tried(app: Flask, sign_in: SignIn) -> None:
    begun()
    partner = sign_in("preparer", organisation_code=HOST)
    assert "Répondez à cette question." not in partner.get(DONE).text
    tried = partner.submit(DONE, {"go": "next"}, form="section").headers["Location"]
    assert tried.endswith("?verifier=1")
    for _reload in range(2):
        page = partner.get(tried).text
        assert "Répondez à cette question." in page
        assert 'href="#story.done"' in page


def test_rows_are_added_and_taken_out_without_javascript(app: Flask, sign_in: SignIn) -> None:
    begun(actions__actions__a1__title="Ateliers", actions__actions__a2__title="Sorties")
    partner = sign_in("preparer", organisation_code=HOST)
    where = f"{HERE}/sections/actions"
    more = partner.submit(where, {"add": "actions.actions"}, form="section").headers["Location"]
    assert partner.get(more).text.count("data-remove") > partner.get(where).text.count("data-remove")
    partner.submit(where, {"remove": "actions.actions.a1"}, form="section")
    assert [text for path, text in written().items() if path.endswith(".title")] == ["Sorties"]


def test_two_forms_over_the_same_answer_lose_nothing(app: Flask, sign_in: SignIn) -> None:
    report = begun(story__done="Départ")
    partner = sign_in("preparer", organisation_code=HOST)
    sign_in("signatory", organisation_code=HOST)
    page = partner.get(DONE).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0].replace("&#34;", '"')
    write(report, "signataire@demo.example", story__done="La leur")
    data = {"csrf_token": token(partner), "seen": seen, "story.done": "La mienne", "go": "next"}
    asked = partner.post(DONE, data=data)
    assert asked.status_code == 409
    for words in ("La mienne", "La leur", "Hélène Gagnon"):
        assert words in asked.text
    assert written()["story.done"] == "La leur"
    fresh = asked.text.partition('name="seen" value="')[2].partition('"')[0].replace("&#34;", '"')
    partner.post(
        DONE,
        data={
            "csrf_token": token(partner),
            "seen": fresh,
            "story.done": "La leur",
            "mine:story.done": "La mienne",
            "choice:story.done": "both",
        },
    )
    assert written()["story.done"] == "La leur\n\nLa mienne"


def test_what_was_left_alone_is_no_edit(app: Flask, sign_in: SignIn) -> None:
    report = begun(story__done="Départ", story__mobilised="Départ aussi")
    partner = sign_in("preparer", organisation_code=HOST)
    seen = partner.get(DONE).text.partition('name="seen" value="')[2].partition('"')[0].replace("&#34;", '"')
    write(report, "signataire@demo.example", story__mobilised="Changé")
    data = {"csrf_token": token(partner), "seen": seen, "story.done": "À moi", "story.mobilised": "Départ aussi"}
    assert partner.post(DONE, data=data).status_code == 303
    assert (written()["story.done"], written()["story.mobilised"]) == ("À moi", "Changé")


def test_autosave_answers_with_revisions_conflicts_and_problems(app: Flask, sign_in: SignIn) -> None:
    report = begun(story__done="Départ")
    partner = sign_in("preparer", organisation_code=HOST)
    sign_in("signatory", organisation_code=HOST)
    send = {"headers": {"X-CSRFToken": token(partner)}}
    spent = "finance.lines.materials.spent"
    edits = [{"path": "story.done", "text": "Un", "revision": 1}, {"path": spent, "text": "x", "revision": 0}]
    said = partner.post(f"{HERE}/brouillon", json={"section": "finance", "edits": edits}, **send).get_json()
    assert said["saved"] == {"story.done": 2, spent: 1}
    assert list(said["problems"]) == [spent]
    assert said["at"] == "10\u00a0h\u00a000"  # Montréal's hour
    again = partner.post(f"{HERE}/brouillon", json={"section": "finance", "edits": edits}, **send).get_json()
    assert again["saved"] == said["saved"]  # sent twice, it changes nothing
    write(report, "signataire@demo.example", story__done="Deux")
    late = [{"path": "story.done", "text": "Trois", "revision": 2}]
    said = partner.post(f"{HERE}/brouillon", json={"section": "story", "edits": late}, **send).get_json()
    assert [(it["theirs"], it["by"], it["revision"]) for it in said["conflicts"]] == [("Deux", "Hélène Gagnon", 3)]
    assert said["others"] == ["Hélène Gagnon"]
    looked = partner.get(f"{HERE}/brouillon?section=story&depuis=1").get_json()
    assert looked["answers"]["story.done"] == ["Deux", 3]
    nowhere = [{"path": "story.nothing", "text": "x", "revision": 0}]
    refused = partner.post(f"{HERE}/brouillon", json={"section": "story", "edits": nowhere}, **send)
    assert refused.status_code == 409
    assert partner.post(f"{HERE}/brouillon", json={"edits": [1]}, **send).status_code == 400


def test_nothing_that_is_typed_becomes_markup(app: Flask, sign_in: SignIn) -> None:
    evil = '"><b id="evil">'
    cells = {f"finance__lines__materials__{name}": evil for name in ("spent", "forecast", "why")}
    begun(story__done=evil, actions__actions__a1__title=evil, **cells)
    partner = sign_in("preparer", organisation_code=HOST)
    for page in ("sections/story", "sections/actions", "sections/finance", "verification"):
        assert 'id="evil"' not in partner.get(f"{HERE}/{page}").text, page


def test_documents_are_attached_linked_told_apart_and_taken_out(app: Flask, sign_in: SignIn) -> None:
    begun(attachments__vouchers__r1__supplier="Librairie")
    partner = sign_in("preparer", organisation_code=HOST)
    where = f"{HERE}/sections/attachments"
    for _twice in range(2):
        data = {"csrf_token": token(partner), "path": "attachments.vouchers.r1"}
        data["files"] = (BytesIO(samples.PDF), "facture.pdf")  # type: ignore[assignment]
        assert partner.post(f"{HERE}/pieces", data=data).status_code == 303
    page = partner.get(where).text
    assert page.count("facture.pdf</a>") == 2
    assert "Le même fichier est joint deux fois" in page
    session.rollback()
    first, second = session.scalars(select(Attachment).order_by(Attachment.id))
    assert first.path == "attachments.vouchers.r1"
    got = partner.get(f"{HERE}/pieces/{first.id}")
    assert got.data == samples.PDF
    assert "attachment" in got.headers["Content-Disposition"]
    assert sign_in("officer").get(f"{HERE}/pieces/{first.id}").status_code == 404  # not submitted yet
    partner.post(f"{HERE}/pieces/{second.id}/retrait", data={"csrf_token": token(partner)})
    assert partner.get(where).text.count("facture.pdf</a>") == 1


def test_only_what_came_back_opens_again_and_the_next_version_says_what_changed(app: Flask, sign_in: SignIn) -> None:
    report = complete()
    with transaction():
        sent = submit_draft(report, submitted_on=today(), language="fr", author=author("signataire@demo.example"))
        session.add(
            SectionReview(
                submission_id=sent.id,
                section="story",
                decision="returned",
                decided_by="bailleur@demo.example",
                decided_at=author().at,
            )
        )
        report.state = "returned"
    partner = sign_in("preparer", organisation_code=HOST)
    page = partner.get(HERE).text
    assert "sections/story" in page
    assert "sections/finance" not in page
    assert partner.get(f"{HERE}/sections/finance").status_code == 303
    write(report, "partenaire@demo.example", story__done="Treize ateliers.")
    with transaction():
        submit_draft(report, submitted_on=today(), language="fr", author=author("signataire@demo.example"))
    second = partner.get(f"{HERE}/versions/2").text
    assert "<del>Douze ateliers dans trois municipalités.</del>" in second
    assert "<ins>Treize ateliers.</ins>" in second
    assert "Version 1" in partner.get(HERE).text


def test_another_organisation_finds_nothing_and_the_funder_reads_no_draft(app: Flask, sign_in: SignIn) -> None:
    begun(story__done="Confidentiel")
    other = sign_in("preparer", organisation_code="AUTRE", email="autre@demo.example")
    for page in ("", "/sections/story", "/brouillon", "/verification"):
        assert other.get(HERE + page).status_code == 404
    assert "Confidentiel" not in sign_in("officer").get(HERE).text
