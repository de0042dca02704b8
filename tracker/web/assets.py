"""Style sheets, scripts, fonts and images: one version for the set, kept for ever by browsers.

The version is a hash of all of them and stands in the path, so that what a style sheet names
beside itself is found under the same version. Text is compressed once, when first asked for.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Response, abort, current_app, request, url_for

FOLDER = Path(__file__).parent.parent / "static"
_FOREVER = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=300"
_TEXT = ("text/", "image/svg+xml", "application/json", "application/manifest+json")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class Assets:
    """What the folder held when it was read."""

    version: str
    files: dict[str, bytes] = field(repr=False)


def init_app(app: Flask) -> None:
    """``url_for("static", filename=…)`` and ``static_url(…)`` give the versioned address."""
    app.extensions["assets"] = read(FOLDER)
    app.add_url_rule("/static/<version>/<path:filename>", "static", serve)
    app.url_defaults(_add_version)
    app.jinja_env.globals["static_url"] = static_url


def read(folder: Path) -> Assets:
    """The files under ``folder`` and the version that they make together."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name}\x00{len(content)}\x00".encode() + content)
    return Assets(digest.hexdigest()[:12], files)


def static_url(filename: str) -> str:
    """The address of ``filename`` (a path under ``tracker/static``), with the version in it."""
    return url_for("static", filename=filename)


def serve(version: str, filename: str) -> Response:
    """One file. Under an older version the present one answers, not kept for long: a page opened
    before an update still finds its style sheet."""
    assets = _assets()
    content = assets.files.get(filename)
    if content is None:
        abort(404)
    suffix = Path(filename).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(filename)[0] or "application/octet-stream"
    response = Response(content, mimetype=kind)
    if kind.startswith(_TEXT):
        response.vary.add("Accept-Encoding")
        for coding, compress in (("br", _brotli), ("gzip", _gzip)):
            if request.accept_encodings.quality(coding) > 0:
                response.set_data(compress(content))
                response.content_encoding = coding
                break
    response.headers["Cache-Control"] = _FOREVER if version == assets.version else _BRIEFLY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


serve.access = "public"  # type: ignore[attr-defined]


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values.setdefault("version", _assets().version)


def _assets() -> Assets:
    if current_app.debug:
        current_app.extensions["assets"] = read(FOLDER)
    assets: Assets = current_app.extensions["assets"]
    return assets


@cache
def _brotli(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, quality=11)
    return compressed


@cache
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
