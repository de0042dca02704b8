"""Drafts set aside when the report that they were for fell away.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

APPEND_ONLY = ("report_set_aside", "report_set_aside_file")


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
        "report_set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("template_version_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.JSON(), nullable=False),
        sa.Column("set_aside_by", sa.String(length=254), nullable=False),
        sa.Column("set_aside_at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_report_set_aside_agreement_id")),
        sa.ForeignKeyConstraint(
            ["template_version_id"], ["template_version.id"], name=op.f("fk_report_set_aside_template_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_set_aside")),
    )
    op.create_index(op.f("ix_report_set_aside_agreement_id"), "report_set_aside", ["agreement_id"])
    op.create_table(
        "report_set_aside_file",
        sa.Column("set_aside_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=True),
        sa.Column("description", sa.String(length=250), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_aside_id"], ["report_set_aside.id"], name=op.f("fk_report_set_aside_file_set_aside_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_set_aside_file_file_id")),
        sa.PrimaryKeyConstraint("set_aside_id", "file_id", name=op.f("pk_report_set_aside_file")),
    )
    op.create_index(op.f("ix_report_set_aside_file_file_id"), "report_set_aside_file", ["file_id"])
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    op.drop_table("report_set_aside_file")
    op.drop_table("report_set_aside")
