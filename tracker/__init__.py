"""Trame. ``create_app`` is the table of contents."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, VERSION, Settings
from tracker import db
from tracker.accounts import reader
from tracker.audit import downloads
from tracker.audit import policy as engaged
from tracker.audit import views as audit_pages
from tracker.files import views as upload_pages
from tracker.grants import views as decision_pages
from tracker.grants.creation import views as creation_pages
from tracker.grants.contributions import views as contribution_pages
from tracker.grants.frameworks import views as framework_pages
from tracker.grants.payments import views as payment_pages
from tracker.insight import views as insight_pages
from tracker.insight.views import home as home_pages
from tracker.insight.views import journal as journal_pages
from tracker.jobs import setup as jobs
from tracker.reports import views as report_pages
from tracker.reports.documents import views as document_pages
from tracker.reports.reminders import views as calendar_pages
from tracker.reports.review import views as review_pages
from tracker.reports.templating import views as template_pages
from tracker.statements import issued, receipts
from tracker.statements import public as verification_pages
from tracker.statements import structures as structure_pages
from tracker.statements import views as statement_pages
from tracker.statements.batches import views as year_end_pages
from tracker.statements.consolidated import views as consolidated_pages
from tracker.web import assets, error_pages, filters, health, language, living, pages, security
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
    app.config.from_mapping(_configuration(settings))
    app.extensions["settings"] = settings
    settings.instance.mkdir(parents=True, exist_ok=True)
    db.init_app(app, settings.database_url)
    jobs.init_app(app, settings.queue_url)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=1)  # type: ignore[method-assign]
    Compress(app)

    for part in (security, language, filters, pages, assets, error_pages, reader, downloads, engaged, receipts):
        part.init_app(app)

    for pages_of in (
        health,
        living,
        home_pages,
        decision_pages,
        creation_pages,
        contribution_pages,
        framework_pages,
        insight_pages,
        journal_pages,
        payment_pages,
        report_pages,
        document_pages,
        calendar_pages,
        review_pages,
        template_pages,
        statement_pages,
        consolidated_pages,
        structure_pages,
        audit_pages,
        upload_pages,
        year_end_pages,
        verification_pages,
        workbook_pages,
    ):
        app.register_blueprint(pages_of.blueprint)
    review_pages.init_app(app, is_issued=issued.year_is_issued)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    """Flask's own settings. Cookies named ``__Host-`` cannot be set by another host nor over plain HTTP."""
    prefix = "__Host-" if settings.production else ""
    return {
        "SECRET_KEY": settings.secret_key,
        "SIGNING_KEY": settings.signing_key,
        "PDF_CERTIFICATE": settings.pdf_certificate,
        "DATA_KEYS": settings.data_keys,
        "STORAGE_URL": settings.storage_url,
        "STORAGE_QUOTA": settings.storage_quota,
        "SCANNER_URL": settings.scanner_url,
        "BASE_URL": settings.base_url,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "AFT": settings.aft,
        "VERSION": VERSION,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes,
        "MAX_FORM_PARTS": 5_000,  # a budget grid of many lines is one form
        "SESSION_COOKIE_NAME": f"{prefix}page",
        "SIGN_IN_COOKIE_NAME": f"{prefix}session",
        "BROWSER_COOKIE_NAME": f"{prefix}browser",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long draft can still be sent
        "WTF_CSRF_SSL_STRICT": False,  # some browsers hide the referrer; security.py asks for the origin
        "COMPRESS_MIMETYPES": ["text/html", "text/csv", "application/json"],
    }
