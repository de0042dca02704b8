"""Links by which people choose a password, the officer who follows an agreement, and what a programme decides.

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import Money, Rate, UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

RATES = (
    "holdback_rate",
    "transfer_limit_rate",
    "carry_forward_limit_rate",
    "administration_limit_rate",
    "stacking_limit_rate",
)
TODAY = (
    ("document_threshold", Money(), "100000"),
    ("unusual_rate", Rate(), "500000"),
    ("content_sign_off", sa.Boolean(), sa.false()),
    ("finance_sign_off", sa.Boolean(), sa.false()),
)
"""What was a constant, and the value it had."""


def upgrade() -> None:
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_by", sa.String(length=254), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_link_token_hash")),
    )
    op.create_index(op.f("ix_password_link_person_id"), "password_link", ["person_id"])
    op.create_table(
        "former_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        *(sa.Column(name, Rate(), nullable=False) for name in RATES),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_former_rates_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_rates")),
    )
    op.create_index(op.f("ix_former_rates_programme_id"), "former_rates", ["programme_id"])
    with op.batch_alter_table("agreement") as batch_op:
        batch_op.add_column(sa.Column("officer_id", sa.Integer(), nullable=True))
        batch_op.create_index(op.f("ix_agreement_officer_id"), ["officer_id"])
        batch_op.create_foreign_key(op.f("fk_agreement_officer_id"), "person", ["officer_id"], ["id"])
    with op.batch_alter_table("programme") as batch_op:
        for name, kind, value in TODAY:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table("programme") as batch_op:
        for name, kind, _value in TODAY:
            batch_op.alter_column(name, server_default=None, existing_type=kind)
        batch_op.create_check_constraint(op.f("ck_programme_document_threshold"), "document_threshold >= 0")
        batch_op.create_check_constraint(op.f("ck_programme_unusual_rate"), "unusual_rate >= 0")


def downgrade() -> None:
    with op.batch_alter_table("programme") as batch_op:
        batch_op.drop_constraint(op.f("ck_programme_unusual_rate"), type_="check")
        batch_op.drop_constraint(op.f("ck_programme_document_threshold"), type_="check")
        for name, _kind, _value in TODAY:
            batch_op.drop_column(name)
    with op.batch_alter_table("agreement") as batch_op:
        batch_op.drop_constraint(op.f("fk_agreement_officer_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_agreement_officer_id"))
        batch_op.drop_column("officer_id")
    op.drop_table("former_rates")
    op.drop_table("password_link")
