"""Report templates: what is asked, version by version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.bilingual import Text
from tracker.db import Base, Money, UTCDateTime
from tracker.grants.models import Programme


class ReportTemplate(Base):
    """What a kind of report asks of agreements of a size: those whose commitment is at least ``from_commitment``.
    The published version of the largest such threshold is the one that a new report is written on."""

    __tablename__ = "report_template"
    __table_args__ = (
        UniqueConstraint("programme_id", "kind", "from_commitment"),
        CheckConstraint("from_commitment >= 0", name="from_commitment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    kind: Mapped[str] = mapped_column(String(16))
    from_commitment: Mapped[int] = mapped_column(Money)
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))

    programme: Mapped[Programme] = relationship()
    versions: Mapped[list[TemplateVersion]] = relationship(back_populates="template", order_by="TemplateVersion.number")

    @property
    def name(self) -> Text:
        return Text(self.name_fr, self.name_en)


class TemplateVersion(Base):
    """One version; ``content`` is what ``tracker.reports.form.template.from_data`` reads. It is a draft until it is
    published; then the database refuses to change it, so that a report can always be read on what it answered.
    ``revision`` counts the savings of a draft."""

    __tablename__ = "template_version"
    __table_args__ = (
        UniqueConstraint("template_id", "number"),
        CheckConstraint("number > 0 AND revision > 0", name="numbers"),
        CheckConstraint("(published_at IS NULL) = (published_by IS NULL)", name="published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("report_template.id"))
    number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_by: Mapped[str] = mapped_column(String(254))
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by: Mapped[str | None] = mapped_column(String(254))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    template: Mapped[ReportTemplate] = relationship(back_populates="versions")
