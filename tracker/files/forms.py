"""A field that takes several files, by the form itself or by what was sent before; and an upload's announcement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, MultipleFileField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from tracker.accounts.policy import visitor
from tracker.files import queries
from tracker.files.models import Upload
from tracker.files.rules import DOCUMENTS, Rule
from tracker.web.forms import Form

_A_TERABYTE = 10**12


class Sent(NamedTuple):
    """What a form brings, for ``tracker.files.service.received``."""

    files: list[FileStorage]
    receipts: list[str]


class FilesField(MultipleFileField):
    """Files to add. Its ``data`` is ``Sent``, or None when nothing was; components/upload.html draws it.

    A refused form forgets the files that it carried, as browsers do; those that were sent before by their
    pieces are still there, in ``waiting``.
    """

    data: Sent | None

    def __init__(self, label: str, validators: Sequence[Any] = (), *, rule: Rule = DOCUMENTS, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.rule = rule

    def process_formdata(self, valuelist: list[FileStorage | str]) -> None:
        files = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]
        receipts = [each for each in valuelist if isinstance(each, str) and each]
        self.data = Sent(files, receipts) if files or receipts else None

    @property
    def waiting(self) -> Sequence[Upload]:
        """The visitor's finished uploads that this form already names."""
        return queries.waiting(self.data.receipts, by=visitor().email) if self.data and self.data.receipts else ()


class AnnouncementForm(Form):
    """What a page says of a file before it sends the first piece."""

    name = StringField(validators=[Length(max=2_000)])
    size = IntegerField(validators=[InputRequired(), NumberRange(0, _A_TERABYTE)])
    sha256 = StringField(validators=[Optional(), Regexp(r"^[0-9a-f]{64}\Z")])
