"""Learnings that partners share, and acceptances that were undone.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("factor_code", sa.String(length=48), nullable=True),
        sa.Column("system", sa.String(length=16), nullable=True),
        sa.Column("consent_by", sa.String(length=254), nullable=False),
        sa.Column("consent_at", UTCDateTime(), nullable=False),
        sa.Column("shared_at", UTCDateTime(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=254), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_learning_withdrawn")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_learning_agreement_id")),
        sa.ForeignKeyConstraint(["factor_code"], ["protective_factor.code"], name=op.f("fk_learning_factor_code")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_learning_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning")),
        sa.UniqueConstraint("report_id", "path", name=op.f("uq_learning_report_id_path")),
    )
    op.create_index(op.f("ix_learning_agreement_id"), "learning", ["agreement_id"], unique=False)
    op.create_table(
        "report_acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("accepted_by", sa.String(length=254), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("interest_id", sa.Integer(), nullable=True),
        sa.Column("contributions", sa.JSON(), nullable=False),
        sa.Column("undone_on", sa.Date(), nullable=True),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(undone_on IS NULL) = (undone_at IS NULL)", name=op.f("ck_report_acceptance_undone")),
        sa.ForeignKeyConstraint(["interest_id"], ["interest.id"], name=op.f("fk_report_acceptance_interest_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_acceptance_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_acceptance")),
    )
    op.create_index(op.f("ix_report_acceptance_report_id"), "report_acceptance", ["report_id"], unique=False)
    op.add_column("interest", sa.Column("withdrawn_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("interest") as batch_op:
        batch_op.drop_column("withdrawn_at")
    op.drop_table("report_acceptance")
    op.drop_table("learning")
