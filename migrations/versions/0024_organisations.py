"""Organisations that are merged, who proposed it and who confirmed it, and pairs that are not the same.

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'proposed'")


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(sa.Column("merged_into_code", sa.String(length=32), nullable=True))
        batch_op.create_index(op.f("ix_organisation_merged_into_code"), ["merged_into_code"])
        batch_op.create_foreign_key(
            op.f("fk_organisation_merged_into_code"), "organisation", ["merged_into_code"], ["code"]
        )
    op.create_table(
        "merger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merged_code", sa.String(length=32), nullable=False),
        sa.Column("survivor_code", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("merged_code <> survivor_code", name=op.f("ck_merger_two")),
        sa.CheckConstraint("state IN ('proposed', 'done', 'declined')", name=op.f("ck_merger_state")),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_merger_decided")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_merger_decided_by")),
        sa.CheckConstraint(
            "NOT needs_two OR state <> 'done' OR decided_by_id <> proposed_by_id", name=op.f("ck_merger_two_people")
        ),
        sa.ForeignKeyConstraint(["merged_code"], ["organisation.code"], name=op.f("fk_merger_merged_code")),
        sa.ForeignKeyConstraint(["survivor_code"], ["organisation.code"], name=op.f("fk_merger_survivor_code")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_merger_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_merger_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merger")),
    )
    op.create_index(op.f("ix_merger_survivor_code"), "merger", ["survivor_code"])
    op.create_index(
        "uq_merger_open", "merger", ["merged_code"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "distinct_organisations",
        sa.Column("first_code", sa.String(length=32), nullable=False),
        sa.Column("second_code", sa.String(length=32), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("first_code < second_code", name=op.f("ck_distinct_organisations_order")),
        sa.ForeignKeyConstraint(
            ["first_code"], ["organisation.code"], name=op.f("fk_distinct_organisations_first_code")
        ),
        sa.ForeignKeyConstraint(
            ["second_code"], ["organisation.code"], name=op.f("fk_distinct_organisations_second_code")
        ),
        sa.ForeignKeyConstraint(["said_by_id"], ["person.id"], name=op.f("fk_distinct_organisations_said_by_id")),
        sa.PrimaryKeyConstraint("first_code", "second_code", name=op.f("pk_distinct_organisations")),
    )


def downgrade() -> None:
    op.drop_table("distinct_organisations")
    op.drop_index("uq_merger_open", table_name="merger")
    op.drop_index(op.f("ix_merger_survivor_code"), table_name="merger")
    op.drop_table("merger")
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_constraint(op.f("fk_organisation_merged_into_code"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_organisation_merged_into_code"))
        batch_op.drop_column("merged_into_code")
