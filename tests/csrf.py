"""The hidden token of a form, for requests that no page's form would send."""

from __future__ import annotations

from itsdangerous import URLSafeTimedSerializer

from tests.pages import PageClient


def token(client: PageClient) -> str:
    """A CSRF token that the application accepts from this browser."""
    with client.session_transaction() as kept:
        raw = kept.setdefault("csrf_token", "0" * 40)
    return str(URLSafeTimedSerializer(client.application.secret_key or "", salt="wtf-csrf-token").dumps(raw))
