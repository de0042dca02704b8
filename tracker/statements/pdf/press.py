"""The press: processes that make PDF files and can do nothing else.

``main`` is started by ``guarded`` in a Python of its own, without a secret, a database or a
connection to anywhere. It loads WeasyPrint, the fonts and the style sheet once (a second or two), then forks
children from that, each ready at once. A child makes one file at a time, within limits that the
kernel keeps even when Python does not come to it any more: memory, processor time, the clock. One that dies
is replaced; the press ends when whoever started it does.
"""

from __future__ import annotations

import contextlib
import gc
import json
import multiprocessing
import os
import resource
import signal
import socket
import sys
import time
import traceback
from datetime import datetime
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from tracker.errors import DomainError
from tracker.statements.pdf import engine
from tracker.statements.pdf.document import Attachment

DONE, NO_LIBRARY, NO_MEMORY, FAILED = b"done", b"no library", b"no memory", b"failed"
"""How an answer begins; after ``DONE`` comes the file, after ``FAILED`` what the log should say."""

_FILES_OF_A_LIFE = 200  # then a new child takes the place: what renders leave behind goes with the old one
_PAUSE = 0.05  # before a dead child is replaced, so that one that cannot live does not busy the machine
_MEGABYTE = 1 << 20


class Allowance(NamedTuple):
    """What one file may take: seconds of processor, seconds by the clock, bytes beyond the warm process."""

    processor: int
    clock: int
    memory: int


def allowance(characters: int) -> Allowance:
    """For ``characters`` of HTML: some ten times what an honest statement of that length takes."""
    megabytes = characters / _MEGABYTE
    processor = 15 + round(60 * megabytes)
    return Allowance(processor, 3 * processor, round((512 + 512 * megabytes) * _MEGABYTE))


def main() -> None:
    """Keep children at work on a listening socket until standard input ends. Arguments: its descriptor, how many."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    listener.setblocking(False)  # several children wake for one caller: the others go back to wait
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us, whose end is ours
    with contextlib.suppress(DomainError):  # without Pango each caller is told
        engine.warm()
    gc.collect()
    gc.freeze()  # what is loaded stays: no child walks through it again when it collects
    context = multiprocessing.get_context("fork")
    lifeline = sys.stdin.fileno()
    children = [_child(context, listener, lifeline) for _ in range(int(sys.argv[2]))]
    while lifeline not in (ready := wait([lifeline, *(child.sentinel for child in children)])):
        dead = [child for child in children if child.sentinel in ready]
        time.sleep(_PAUSE)
        for child in dead:
            child.join()
            children[children.index(child)] = _child(context, listener, lifeline)
    for child in children:
        child.kill()


def _child(
    context: multiprocessing.context.ForkContext, listener: socket.socket, lifeline: int
) -> multiprocessing.context.ForkProcess:
    child = context.Process(target=_serve, args=(listener, lifeline), daemon=True)
    child.start()
    return child


def _serve(listener: socket.socket, lifeline: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no copy of somebody's figures is left on disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # and it writes to no file at all
    base, made = _size_of_this_process(), 0
    while made < _FILES_OF_A_LIFE and lifeline not in wait([listener, lifeline]):
        try:
            caller, _address = listener.accept()
        except BlockingIOError:
            continue
        made += 1
        with Connection(caller.detach()) as connection, contextlib.suppress(OSError, EOFError):
            if not _answer(connection, base):
                return


def _answer(connection: Connection, base: int) -> bool:
    """Make the file that is asked for and send it. False: this child has seen too much to go on."""
    asked = json.loads(connection.recv_bytes())
    html = connection.recv_bytes().decode()
    attachments = [Attachment(data=connection.recv_bytes(), **it) for it in asked["attachments"]]
    _limit(allowance(len(html)), base)
    try:
        pdf = engine.write(html, attachments=attachments, dated=datetime.fromisoformat(asked["dated"]))
    except DomainError:
        connection.send_bytes(NO_LIBRARY)
        return True
    except MemoryError:
        connection.send_bytes(NO_MEMORY)
        return False
    except Exception:  # noqa: BLE001 - whatever a document does to the library, its maker is told
        connection.send_bytes(FAILED)
        connection.send_bytes(traceback.format_exc().encode())
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    connection.send_bytes(DONE)
    connection.send_bytes(pdf)
    return True


def _limit(allowed: Allowance, base: int) -> None:
    """Beyond these the kernel ends the process, whatever it is doing. ``base``: the memory it has already."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = round(used.ru_utime + used.ru_stime) + allowed.processor
    resource.setrlimit(resource.RLIMIT_CPU, (processor, resource.RLIM_INFINITY))
    with contextlib.suppress(ValueError, OSError):  # a system that does not count it has the other two
        resource.setrlimit(resource.RLIMIT_AS, (base + allowed.memory, resource.RLIM_INFINITY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, allowed.clock)


def _size_of_this_process() -> int:
    """Bytes of address space that the warm process has; a guess where the system does not say."""
    try:
        with open("/proc/self/statm") as file:  # noqa: PTH123 - as short as what it reads
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return _MEGABYTE * 1024
