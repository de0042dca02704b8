"""Contributions that were foreseen at signature are told from those that came.

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contribution") as batch_op:
        batch_op.add_column(sa.Column("planned", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("contribution") as batch_op:
        batch_op.alter_column("planned", server_default=None, existing_type=sa.Boolean())


def downgrade() -> None:
    with op.batch_alter_table("contribution") as batch_op:
        batch_op.drop_column("planned")
