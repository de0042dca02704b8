"""Counters of tries shared between workers; a session's last page is kept by the browser, signed.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_index(op.f("ix_counter_ends_at"), "counter", ["ends_at"], unique=False)
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("seen_at")


def downgrade():
    op.execute("DELETE FROM sign_in")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", UTCDateTime(), nullable=False))
    op.drop_index(op.f("ix_counter_ends_at"), table_name="counter")
    op.drop_table("counter")
