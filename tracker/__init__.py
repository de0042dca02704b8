"""Trame. ``create_app`` is the table of contents."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from tracker import db
from tracker.accounts import reader
from tracker.audit import downloads
from tracker.audit import merging as asked_of
from tracker.audit import policy as engaged
from tracker.audit import views as audit_pages
from tracker.audit.package import check as packages
from tracker.directory import views as directory_pages
from tracker.directory.people import views as people_pages
from tracker.files import cleaning
from tracker.files import views as upload_pages
from tracker.grants import merging as hosted
from tracker.grants import views as decision_pages
from tracker.grants.contributions import views as contribution_pages
from tracker.grants.creation import views as creation_pages
from tracker.grants.frameworks import views as framework_pages
from tracker.grants.payments import views as payment_pages
from tracker.grants.programmes import views as programme_pages
from tracker.insight import views as insight_pages
from tracker.insight.api import setup as programs
from tracker.insight.opendata import views as open_data_pages
from tracker.insight.organisations import views as organisation_pages
from tracker.insight.results import views as result_pages
from tracker.insight.showcase import views as showcase_pages
from tracker.insight.views import home as home_pages
from tracker.insight.views import journal as journal_pages
from tracker.insight.views import several as tracing_pages
from tracker.jobs import setup as job_queue
from tracker.reports import views as report_pages
from tracker.reports.documents import views as document_pages
from tracker.reports.reminders import daily as reminders
from tracker.reports.reminders import views as calendar_pages
from tracker.reports.review import views as review_pages
from tracker.reports.templating import views as template_pages
from tracker.statements import issued, receipts, verify
from tracker.statements import public as verification_pages
from tracker.statements import structures as structure_pages
from tracker.statements import views as statement_pages
from tracker.statements.batches import views as year_end_pages
from tracker.statements.consolidated import views as consolidated_pages
from tracker.web import assets, error_pages, filters, health, language, living, logs, metrics, pages, security
from tracker.workbook import views as workbook_pages


def create_app(settings: Settings | None = None) -> Flask:
    """The application, as ``settings`` (by default the environment) describe it."""
    settings = settings or Settings.from_environment()
    app = Flask(
        __name__,
        static_folder=None,
        template_folder=str(ROOT / "templates"),
        instance_path=str(settings.instance.absolute()),
    )
    app.config.from_mapping(settings.for_flask())
    app.extensions["settings"] = settings
    settings.instance.mkdir(parents=True, exist_ok=True)
    db.init_app(app, settings.database_url)
    job_queue.init_app(app, settings.queue_url)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=1)  # type: ignore[method-assign]
    Compress(app)

    for part in (security, logs, metrics, language, filters, pages, assets, error_pages, reader, downloads, engaged):
        part.init_app(app)
    for work in (receipts, cleaning, reminders):
        work.init_app(app)

    for pages_of in (
        health,
        metrics,
        living,
        home_pages,
        people_pages,
        directory_pages,
        organisation_pages,
        decision_pages,
        creation_pages,
        contribution_pages,
        framework_pages,
        insight_pages,
        journal_pages,
        open_data_pages,
        result_pages,
        showcase_pages,
        payment_pages,
        programme_pages,
        report_pages,
        document_pages,
        calendar_pages,
        review_pages,
        template_pages,
        statement_pages,
        consolidated_pages,
        tracing_pages,
        structure_pages,
        audit_pages,
        upload_pages,
        year_end_pages,
        verification_pages,
        workbook_pages,
    ):
        app.register_blueprint(pages_of.blueprint)
    programs.init_app(app)
    directory_pages.init_app(app, follow=(*hosted.FOLLOWERS, *asked_of.FOLLOWERS))
    review_pages.init_app(app, is_issued=issued.year_is_issued)
    verify.init_app(app, judges=(packages.judge,))
    return app
