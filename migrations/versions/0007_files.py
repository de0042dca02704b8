"""Files that people add, kept by their content.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _refuse_another_content():
    """A file that was attached stays the one that was attached. PostgreSQL's function is of 0001."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER stored_file_keeps BEFORE UPDATE ON stored_file "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(
        "CREATE TRIGGER stored_file_keeps BEFORE UPDATE ON stored_file "
        "BEGIN SELECT RAISE(ABORT, 'a stored file does not change'); END"
    )


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_code", sa.String(length=32), nullable=True),
        sa.Column("uploaded_by", sa.String(length=254), nullable=False),
        sa.Column("uploaded_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_stored_file_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f("fk_stored_file_organisation_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_organisation_code"), "stored_file", ["organisation_code"], unique=False)
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    _refuse_another_content()
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=22), nullable=False),
        sa.Column("begun_by", sa.String(length=254), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("organisation_code", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("announced_sha256", sa.String(length=64), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("completed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(content_sha256 IS NULL) = (completed_at IS NULL) AND (media_type IS NULL) = (completed_at IS NULL)",
            name=op.f("ck_upload_completed"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_size")),
        sa.ForeignKeyConstraint(["organisation_code"], ["organisation.code"], name=op.f("fk_upload_organisation_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_upload_token")),
    )
    op.create_index(op.f("ix_upload_begun_at"), "upload", ["begun_at"], unique=False)
    op.create_index(op.f("ix_upload_begun_by"), "upload", ["begun_by"], unique=False)
    op.create_index(op.f("ix_upload_content_sha256"), "upload", ["content_sha256"], unique=False)
    op.create_index(op.f("ix_upload_organisation_code"), "upload", ["organisation_code"], unique=False)
    op.create_table(
        "upload_piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_piece_size")),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_upload_piece_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_piece")),
        sa.UniqueConstraint("upload_id", "starts_at", name=op.f("uq_upload_piece_upload_id_starts_at")),
    )


def downgrade() -> None:
    op.drop_table("upload_piece")
    op.drop_table("upload")
    op.drop_table("stored_file")
