"""Auditors' engagements, samples, requests and tick marks.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import Money, UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reach", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("fiscal_years", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=254), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=254), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(reach = 'programme') = (programme_id IS NOT NULL)", name=op.f("ck_engagement_reach")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_engagement_ended")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_engagement_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_engagement_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index(op.f("ix_engagement_person_id"), "engagement", ["person_id"], unique=False)
    op.create_table(
        "engaged_agreement",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_engaged_agreement_agreement_id")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_engaged_agreement_engagement_id")),
        sa.PrimaryKeyConstraint("engagement_id", "agreement_id", name=op.f("pk_engaged_agreement")),
    )
    op.create_index(op.f("ix_engaged_agreement_agreement_id"), "engaged_agreement", ["agreement_id"], unique=False)
    _keep_what_auditors_see()
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("population", sa.String(length=16), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", UTCDateTime(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("tolerable", Money(), nullable=False),
        sa.Column("sampling_interval", Money(), nullable=False),
        sa.Column("random_start", Money(), nullable=False),
        sa.Column("population_size", sa.Integer(), nullable=False),
        sa.Column("population_amount", Money(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("risk IN (5, 10, 20)", name=op.f("ck_audit_sample_risk")),
        sa.CheckConstraint("seed <> ''", name=op.f("ck_audit_sample_seed")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_audit_sample_agreement_id")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["person.id"], name=op.f("fk_audit_sample_drawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sample")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_audit_sample_agreement_id_number")),
    )
    op.create_index(op.f("ix_audit_sample_drawn_by_id"), "audit_sample", ["drawn_by_id"], unique=False)
    op.create_table(
        "audit_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("hit", Money(), nullable=True),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("misstated", Money(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("looked_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("misstated IS NULL OR misstated = 0 OR reason <> ''", name=op.f("ck_audit_item_reason")),
        sa.CheckConstraint("(misstated IS NULL) = (looked_at IS NULL)", name=op.f("ck_audit_item_looked")),
        sa.ForeignKeyConstraint(["sample_id"], ["audit_sample.id"], name=op.f("fk_audit_item_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_item")),
        sa.UniqueConstraint("sample_id", "key", name=op.f("uq_audit_item_sample_id_key")),
        sa.UniqueConstraint("sample_id", "rank", name=op.f("uq_audit_item_sample_id_rank")),
    )
    op.create_table(
        "evidence_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("asked_of", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("asked_of IN ('partner', 'funder')", name=op.f("ck_evidence_request_asked_of")),
        sa.ForeignKeyConstraint(["item_id"], ["audit_item.id"], name=op.f("fk_evidence_request_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_request")),
    )
    op.create_index(op.f("ix_evidence_request_item_id"), "evidence_request", ["item_id"], unique=False)


def _keep_what_auditors_see() -> None:
    """Auditors who were there before engagements read everything: they go on, until somebody ends it."""
    op.execute(
        "INSERT INTO engagement (person_id, reach, fiscal_years, purpose, given_by, given_at) "
        "SELECT id, 'everything', '[]', 'Avant que les missions soient consignées', 'migration 0009', CURRENT_TIMESTAMP "
        "FROM person WHERE role = 'auditor'"
    )


def downgrade() -> None:
    op.drop_table("evidence_request")
    op.drop_table("audit_item")
    op.drop_table("audit_sample")
    op.drop_table("engaged_agreement")
    op.drop_table("engagement")
