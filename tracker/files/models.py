"""Files that were kept, and files still on their way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime


class StoredFile(Base):
    """A file as somebody gave it. Its content is kept under its hash: several rows may share one.

    What it belongs to refers to it. The database refuses any change to a row; a file that nothing
    refers to may be dropped (``tracker.files.service.drop``).
    """

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size > 0", name="size"), CheckConstraint("length(sha256) = 64", name="sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # hexadecimal, lower case
    size: Mapped[int]  # bytes
    media_type: Mapped[str] = mapped_column(String(100))  # by its content, whatever its name says
    name: Mapped[str] = mapped_column(String(200))  # as given, made safe (tracker.files.names)
    organisation_code: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"), index=True)  # whose quota
    uploaded_by: Mapped[str] = mapped_column(String(254))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Upload(Base):
    """A file that arrives in pieces. Once complete and checked, its ``token`` is the receipt that a form
    sends, once, to have it as a ``StoredFile``.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint(
            "(content_sha256 IS NULL) = (completed_at IS NULL) AND (media_type IS NULL) = (completed_at IS NULL)",
            name="completed",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(22), unique=True)
    begun_by: Mapped[str] = mapped_column(String(254), index=True)
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    organisation_code: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]  # bytes, as announced
    announced_sha256: Mapped[str | None] = mapped_column(String(64))
    content_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    media_type: Mapped[str | None] = mapped_column(String(100))
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    pieces: Mapped[list[UploadPiece]] = relationship(
        order_by="UploadPiece.starts_at", cascade="all, delete-orphan", back_populates="upload"
    )

    @property
    def received(self) -> int:
        """How many bytes have arrived and are kept: where the next piece starts."""
        return self.size if self.completed_at else sum(piece.size for piece in self.pieces)


class UploadPiece(Base):
    """A piece that was acknowledged. Two that start at the same byte cannot both be kept."""

    __tablename__ = "upload_piece"
    __table_args__ = (UniqueConstraint("upload_id", "starts_at"), CheckConstraint("size > 0", name="size"))

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    starts_at: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    upload: Mapped[Upload] = relationship(back_populates="pieces")
