"""Whose installation this is.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instance = op.create_table(
        "instance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("funder_fr", sa.String(length=120), nullable=False),
        sa.Column("funder_en", sa.String(length=120), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_instance_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
    )
    op.bulk_insert(instance, [{"id": 1, "funder_fr": "Bailleur de fonds", "funder_en": "Funder", "fictional": False}])


def downgrade() -> None:
    op.drop_table("instance")
