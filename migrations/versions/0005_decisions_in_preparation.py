"""Amendments in preparation, decisions to approve, and the keys that keep one from being taken twice.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "amendment_draft",
        sa.Column("agreement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(length=254), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_amendment_draft_revision")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_amendment_draft_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", name=op.f("pk_amendment_draft")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(length=254), nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_proposal_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_agreement_id"), "proposal", ["agreement_id"], unique=False)
    op.create_table(
        "decision_key",
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_decision_key")),
    )


def downgrade() -> None:
    op.drop_table("decision_key")
    op.drop_table("proposal")
    op.drop_table("amendment_draft")
