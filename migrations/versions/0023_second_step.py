"""The second step of signing in, its recovery codes, and codes sent by e-mail.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authenticator",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authenticator_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("person_id", "code_hash", name=op.f("uq_recovery_code_person_id_code_hash")),
    )
    op.create_table(
        "mailed_code",
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailed_code_person_id")),
        sa.PrimaryKeyConstraint("browser_hash", name=op.f("pk_mailed_code")),
    )
    op.create_index(op.f("ix_mailed_code_ends_at"), "mailed_code", ["ends_at"], unique=False)
    op.create_index(op.f("ix_mailed_code_person_id"), "mailed_code", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_mailed_code_person_id"), table_name="mailed_code")
    op.drop_index(op.f("ix_mailed_code_ends_at"), table_name="mailed_code")
    op.drop_table("mailed_code")
    op.drop_table("recovery_code")
    op.drop_table("authenticator")
