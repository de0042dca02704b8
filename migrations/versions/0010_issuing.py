"""Auditors' signed reports, and allocation keys of projects that serve several regions.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_report", "allocation_key", "allocation_share")


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
        "audit_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("auditor", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=True),
        sa.Column("attached_by", sa.String(length=254), nullable=False),
        sa.Column("attached_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_audit_report_file_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["issued_statement.id"], name=op.f("fk_audit_report_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_report")),
        sa.UniqueConstraint("statement_id", "sha256", name=op.f("uq_audit_report_statement_id_sha256")),
    )
    op.create_table(
        "allocation_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_allocation_key_number")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_allocation_key_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_key")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_allocation_key_agreement_id_number")),
    )
    op.create_index(op.f("ix_allocation_key_agreement_id"), "allocation_key", ["agreement_id"], unique=False)
    op.create_table(
        "allocation_share",
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=2), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.CheckConstraint("share > 0 AND share <= 10000", name=op.f("ck_allocation_share_share")),
        sa.ForeignKeyConstraint(["key_id"], ["allocation_key.id"], name=op.f("fk_allocation_share_key_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_allocation_share_region_code")),
        sa.PrimaryKeyConstraint("key_id", "region_code", name=op.f("pk_allocation_share")),
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in ("allocation_share", "allocation_key", "audit_report"):
        op.drop_table(table)
