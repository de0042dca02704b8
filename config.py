"""Settings, read once from the environment (prefix ``TRACKER_``) by ``tracker.create_app``."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


class SettingError(Exception):
    """A setting is missing or unusable; the message names the variable."""


@dataclass(frozen=True, kw_only=True)
class Aft:
    """Who sends automated funds transfers, as agreed with its bank (``TRACKER_AFT_…``)."""

    originator: str
    short_name: str
    long_name: str
    centre: str
    account: str

    @classmethod
    def from_environment(cls, value: Callable[[str], str]) -> Aft | None:
        """None when nothing is set: payments then go to the bank by CSV. Partly set, it is refused."""
        given = cls(
            originator=value("AFT_ORIGINATOR"),
            short_name=value("AFT_SHORT_NAME"),
            long_name=value("AFT_LONG_NAME"),
            centre=value("AFT_CENTRE"),
            account=value("AFT_ACCOUNT"),
        )
        forms = {
            "originator": r"[A-Z0-9]{1,10}",
            "short_name": r".{1,15}",
            "long_name": r".{1,30}",
            "centre": r"[0-9]{5}",
            "account": r"[0-9]{3}-[0-9]{5}-[0-9]{1,12}",
        }
        if not any(getattr(given, name) for name in forms):
            return None
        for name, form in forms.items():
            if not re.fullmatch(form, getattr(given, name)):
                raise SettingError(f"TRACKER_AFT_{name.upper()} must be set, as docs/operating.md says.")
        return given


DEMO_AFT = Aft(
    originator="0000000000", short_name="TRAME", long_name="Données fictives", centre="00000", account="000-00000-0"
)
"""Plainly fictional: a file that no bank takes."""


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Under what name open data is published (``TRACKER_PUBLISHER_…``)."""

    prefix: str
    identifier: str
    department: str
    licence: str

    @classmethod
    def from_environment(cls, value: Callable[..., str]) -> Publisher:
        """The numbers that 360Giving and the Government of Canada give to whom they register; without them,
        ones that plainly nobody has."""
        given = cls(
            prefix=value("PUBLISHER_PREFIX", "360G-trame"),
            identifier=value("PUBLISHER_ID"),
            department=value("PUBLISHER_DEPARTMENT", "000"),
            licence=value("PUBLISHER_LICENCE"),
        )
        forms = {
            "prefix": r"360G-[A-Za-z0-9]+",
            "identifier": r"([A-Z]{2}(_[A-Z]{2})?|XI|XM|360G)-[A-Za-z0-9_:./-]+|",
            "department": r"[0-9]{3}",
            "licence": r"https?://[!-~]+|",
        }
        for name, form in forms.items():
            if not re.fullmatch(form, getattr(given, name)):
                variable = {"identifier": "ID"}.get(name, name.upper())
                raise SettingError(f"TRACKER_PUBLISHER_{variable} must have the form that docs/operating.md gives.")
        return given


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the environment decides. INTERFACES.md lists the variables."""

    database_url: str
    queue_url: str
    storage_url: str
    mail_url: str
    base_url: str
    secret_key: str
    signing_key: str
    data_keys: tuple[str, ...]
    demo_password: str
    production: bool
    trusted_hosts: tuple[str, ...]
    instance: Path
    proxies: int = 0
    max_upload_bytes: int = 32 * 1024 * 1024
    mail_from: str = "trame@localhost"
    aft: Aft | None = None
    publisher: Publisher
    storage_quota: int = 2_000_000_000
    scanner_url: str = ""
    pdf_certificate: str = ""
    totp_required: bool = False
    log: str = "text"
    metrics_token: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read ``TRACKER_*``.

        Production (``TRACKER_ENV=production``) refuses to start on a missing secret rather than
        invent one: two workers with different secrets sign each other's users out.
        """

        def value(name: str, default: str = "") -> str:
            return environ.get(f"TRACKER_{name}", "").strip() or default

        production = value("ENV") == "production"
        instance = Path(value("INSTANCE", str(ROOT / "instance")))
        if production:
            for name in ("SECRET_KEY", "SIGNING_KEY", "DATABASE_URL", "BASE_URL"):
                if not value(name):
                    raise SettingError(f"TRACKER_{name} must be set in production.")
            if len(value("SECRET_KEY")) < 32:
                raise SettingError("TRACKER_SECRET_KEY must have at least 32 characters.")
        base_url = value("BASE_URL", "http://127.0.0.1:8000")
        secret_key = value("SECRET_KEY") or _kept(instance, "secret", lambda: secrets.token_hex(32))
        hosts = {base_url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]}
        if not production:
            hosts |= {"127.0.0.1", "localhost"}
        return cls(
            database_url=value("DATABASE_URL", f"sqlite:///{instance / 'tracker.db'}"),
            queue_url=value("QUEUE_URL") or _queue_beside(value("DATABASE_URL"), instance),
            storage_url=value("STORAGE_URL", f"file://{instance.absolute() / 'files'}"),
            mail_url=value("MAIL_URL", f"file://{instance / 'mail'}"),
            base_url=base_url,
            secret_key=secret_key,
            signing_key=_signing_key(value("SIGNING_KEY")) or _kept(instance, "signing-key.pem", _new_signing_key),
            data_keys=_data_keys(value("DATA_KEY")) or (secret_key,),
            demo_password=value("DEMO_PASSWORD", "chaque chiffre mène à sa pièce"),
            production=production,
            trusted_hosts=tuple(sorted(hosts)),
            instance=instance,
            proxies=_whole_number("PROXIES", value("PROXIES", "1" if production else "0")),
            mail_from=value("MAIL_FROM", "trame@localhost"),
            storage_quota=_whole_number("STORAGE_QUOTA", value("STORAGE_QUOTA", "2000"), digits=7) * 1_000_000,
            scanner_url=_scanner(value("SCANNER_URL")),
            pdf_certificate=_pdf_certificate(value("PDF_CERTIFICATE")),
            log=_log_form(value("LOG", "json" if production else "text")),
            metrics_token=_metrics_token(value("METRICS_TOKEN")),
            totp_required=_totp_required(value("TOTP", "required" if production else "optional")),
            publisher=Publisher.from_environment(value),
            aft=Aft.from_environment(value) or (None if production else DEMO_AFT),
        )

    def for_flask(self) -> dict[str, object]:
        """Flask's own settings. Cookies named ``__Host-`` cannot be set by another host nor over plain HTTP."""
        prefix = "__Host-" if self.production else ""
        return {
            "SECRET_KEY": self.secret_key,
            "SIGNING_KEY": self.signing_key,
            "PDF_CERTIFICATE": self.pdf_certificate,
            "DATA_KEYS": self.data_keys,
            "STORAGE_URL": self.storage_url,
            "STORAGE_QUOTA": self.storage_quota,
            "SCANNER_URL": self.scanner_url,
            "BASE_URL": self.base_url,
            "MAIL_URL": self.mail_url,
            "MAIL_FROM": self.mail_from,
            "AFT": self.aft,
            "TOTP_REQUIRED": self.totp_required,
            "METRICS_TOKEN": self.metrics_token,
            "PUBLISHER": self.publisher,
            "VERSION": VERSION,
            "TRUSTED_HOSTS": list(self.trusted_hosts),
            "MAX_CONTENT_LENGTH": self.max_upload_bytes,
            "MAX_FORM_PARTS": 5_000,  # a budget grid of many lines is one form
            "SESSION_COOKIE_NAME": f"{prefix}page",
            "SIGN_IN_COOKIE_NAME": f"{prefix}session",
            "BROWSER_COOKIE_NAME": f"{prefix}browser",
            "SESSION_COOKIE_SECURE": self.production,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long draft can still be sent
            "WTF_CSRF_SSL_STRICT": False,  # some browsers hide the referrer; security.py asks for the origin
            "COMPRESS_MIMETYPES": ["text/html", "text/csv", "application/json"],
        }


def _queue_beside(database_url: str, instance: Path) -> str:
    """The queue of an installation that names none: PostgreSQL's own, or a file beside the SQLite database."""
    if database_url.startswith("postgresql"):
        return "postgresql://" + database_url.partition("://")[2]
    path = Path(database_url.removeprefix("sqlite:///")) if database_url else instance.absolute() / "tracker.db"
    return f"sqlite:///{path.with_name(f'{path.stem}-queue.db')}"


def _whole_number(name: str, text: str, *, digits: int = 2) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise SettingError(f"TRACKER_{name} must be a whole number of {digits} digits at most, not {text!r}.")
    return int(text)


def _log_form(given: str) -> str:
    if given not in {"json", "text"}:
        raise SettingError(f"TRACKER_LOG must be json or text, not {given!r}.")
    return given


def _metrics_token(given: str) -> str:
    if given and len(given) < 32:
        raise SettingError("TRACKER_METRICS_TOKEN must have at least 32 characters.")
    return given


def _totp_required(given: str) -> bool:
    if given not in {"required", "optional"}:
        raise SettingError(f"TRACKER_TOTP must be required or optional, not {given!r}.")
    return given == "required"


def _scanner(address: str) -> str:
    if address and not re.fullmatch(r"tcp://[^/]+|unix:///.+", address):
        raise SettingError("TRACKER_SCANNER_URL must be tcp://host:port or unix:///path, as docs/operating.md says.")
    return address


def _data_keys(given: str) -> tuple[str, ...]:
    """The keys of sealed data, the one that seals first; the others open what they sealed."""
    keys = tuple(key.strip() for key in given.split(",") if key.strip())
    if any(len(key) < 32 for key in keys):
        raise SettingError("TRACKER_DATA_KEY: each key must have at least 32 characters.")
    return keys


def _signing_key(given: str) -> str:
    """The PEM of the Ed25519 key that ``given`` is, or is the path of."""
    if not given:
        return ""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        pem = given.replace("\\n", "\n") if given.startswith("-----BEGIN") else Path(given).read_text()
        key = load_pem_private_key(pem.encode(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SettingError("TRACKER_SIGNING_KEY must be an Ed25519 private key in PEM, or a file of one.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingError("TRACKER_SIGNING_KEY must be an Ed25519 key.")
    return pem


def _pdf_certificate(given: str) -> str:
    """The PEM that ``given`` is, or is the path of: a private key, its certificate, those that vouch for it."""
    if not given:
        return ""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates

    try:
        pem = given.replace("\\n", "\n") if given.startswith("-----BEGIN") else Path(given).read_text()
        key = load_pem_private_key(pem.encode(), password=None)
        first = load_pem_x509_certificates(pem.encode())[0]
    except (OSError, ValueError, TypeError) as error:
        raise SettingError(
            "TRACKER_PDF_CERTIFICATE must be a private key and its certificate in PEM, or a file."
        ) from error
    if first.public_key() != key.public_key():
        raise SettingError("TRACKER_PDF_CERTIFICATE: the first certificate must be that of the private key.")
    return pem


def _new_signing_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _kept(instance: Path, name: str, make: Callable[[], str]) -> str:
    """A secret of this instance's own, made once: after a restart, it is the same one."""
    path = instance / name
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=instance, delete=False) as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another worker was first: theirs it is
            os.link(file.name, path)
        Path(file.name).unlink()
    return path.read_text()
