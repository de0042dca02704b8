"""The workbooks that were sent back for a report.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "returned_workbook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("download", sa.String(length=40), nullable=False),
        sa.Column("sent_by", sa.String(length=254), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_returned_workbook_file_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_returned_workbook_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_workbook")),
    )
    op.create_index(op.f("ix_returned_workbook_report_id"), "returned_workbook", ["report_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_returned_workbook_report_id"), table_name="returned_workbook")
    op.drop_table("returned_workbook")
