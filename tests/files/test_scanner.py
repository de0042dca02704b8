"""A scanner that speaks as clamd does: what it condemns is refused, and what it cannot say is not kept."""

from __future__ import annotations

import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.files import samples
from tracker.db import now, transaction
from tracker.errors import DomainError
from tracker.files import queries, service
from tracker.files.models import StoredFile
from tracker.files.scanner import CannotScan

VIRUS = b"a known virus"


@pytest.fixture
def scanner(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], list[bytes]]]:
    """``scanner(answer)`` answers so from now on, and gives what it was asked to scan."""
    asked: list[bytes] = []
    says = [b"stream: OK\0"]
    path = tmp_path / "clamd"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()
    monkeypatch.setitem(app.config, "SCANNER_URL", f"unix://{path}")

    def serve() -> None:
        while True:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as heard:
                assert heard.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack(">I", heard.read(4))[0]:
                    content += heard.read(length)
                asked.append(content)
                connection.sendall(b"stream: Test.Virus FOUND\0" if VIRUS in content else says[0])

    def answering(answer: bytes) -> list[bytes]:
        says[0] = answer
        return asked

    thread = threading.Thread(target=serve)
    thread.start()
    yield answering
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def keep(content: bytes) -> StoredFile:
    with transaction():
        return service.keep(io.BytesIO(content), name="notes.txt", organisation=None, by="a@demo.example", at=now())


def test_every_file_is_scanned_whole(app: Flask, scanner: Callable[[bytes], list[bytes]]) -> None:
    asked = scanner(b"stream: OK\0")
    content = samples.TEXT * 10_000
    keep(content)
    assert asked == [content]


def test_a_virus_is_refused(app: Flask, scanner: Callable[[bytes], list[bytes]]) -> None:
    with pytest.raises(DomainError, match=r"notes\.txt.*virus"):
        keep(VIRUS)
    assert queries.missing() == []


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_what_cannot_be_scanned_is_not_kept(app: Flask, scanner: Callable[[bytes], list[bytes]], answer: bytes) -> None:
    scanner(answer)
    with pytest.raises(CannotScan, match=r"notes\.txt"):
        keep(samples.TEXT)


def test_a_scanner_that_is_not_there_refuses_for_now(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SCANNER_URL", "tcp://127.0.0.1:1")
    with pytest.raises(CannotScan):
        keep(samples.TEXT)
