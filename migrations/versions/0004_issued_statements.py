"""Issued statements and their files, which nobody changes afterwards.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("issued_statement", "statement_file")


def _refuse_changes(table):
    """As in 0001, whose function PostgreSQL's triggers call."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def upgrade() -> None:
    op.create_table(
        "issued_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", UTCDateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=254), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.String(length=64), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("rank > 0", name=op.f("ck_issued_statement_rank")),
        sa.ForeignKeyConstraint(["agreement"], ["agreement.number"], name=op.f("fk_issued_statement_agreement")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["issued_statement.id"], name=op.f("fk_issued_statement_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_statement")),
        sa.UniqueConstraint("code", name=op.f("uq_issued_statement_code")),
        sa.UniqueConstraint(
            "kind", "subject", "period", "rank", name=op.f("uq_issued_statement_kind_subject_period_rank")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_issued_statement_number")),
        sa.UniqueConstraint("period", "serial", "rank", name=op.f("uq_issued_statement_period_serial_rank")),
        sa.UniqueConstraint("sha256", name=op.f("uq_issued_statement_sha256")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_issued_statement_supersedes_id")),
    )
    op.create_index(op.f("ix_issued_statement_agreement"), "issued_statement", ["agreement"], unique=False)
    op.create_table(
        "statement_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["statement_id"], ["issued_statement.id"], name=op.f("fk_statement_file_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_file")),
        sa.UniqueConstraint("statement_id", "lang", "form", name=op.f("uq_statement_file_statement_id_lang_form")),
    )
    op.create_index(op.f("ix_statement_file_sha256"), "statement_file", ["sha256"], unique=False)
    op.create_index(op.f("ix_statement_file_size"), "statement_file", ["size"], unique=False)
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    op.drop_table("statement_file")
    op.drop_table("issued_statement")
