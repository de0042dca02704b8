"""Settings, read once from the environment (prefix ``TRACKER_``) by ``tracker.create_app``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent


class SettingError(Exception):
    """A setting is missing or unusable; the message names the variable."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the environment decides. INTERFACES.md lists the variables."""

    database_url: str
    storage_url: str
    mail_url: str
    base_url: str
    secret_key: str
    demo_password: str
    production: bool
    trusted_hosts: tuple[str, ...]
    instance: Path
    proxies: int = 0
    max_upload_bytes: int = 32 * 1024 * 1024

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
            for name in ("SECRET_KEY", "DATABASE_URL", "BASE_URL"):
                if not value(name):
                    raise SettingError(f"TRACKER_{name} must be set in production.")
            if len(value("SECRET_KEY")) < 32:
                raise SettingError("TRACKER_SECRET_KEY must have at least 32 characters.")
        base_url = value("BASE_URL", "http://127.0.0.1:8000")
        hosts = {base_url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]}
        if not production:
            hosts |= {"127.0.0.1", "localhost"}
        return cls(
            database_url=value("DATABASE_URL", f"sqlite:///{instance / 'tracker.db'}"),
            storage_url=value("STORAGE_URL", f"file://{instance / 'files'}"),
            mail_url=value("MAIL_URL", f"file://{instance / 'mail'}"),
            base_url=base_url,
            secret_key=value("SECRET_KEY") or _kept_secret(instance),
            demo_password=value("DEMO_PASSWORD", "chaque chiffre mène à sa pièce"),
            production=production,
            trusted_hosts=tuple(sorted(hosts)),
            instance=instance,
            proxies=_whole_number("PROXIES", value("PROXIES", "1" if production else "0")),
        )


def _whole_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        raise SettingError(f"TRACKER_{name} must be a small whole number, not {text!r}.")
    return int(text)


def _kept_secret(instance: Path) -> str:
    """A secret of this instance's own, made once: a restart keeps people signed in."""
    path = instance / "secret"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another worker was first
            pass
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
    return path.read_text()
