"""Agreements written step by step, their conditions and documents, their suspension and withdrawal, and the
versions of instalments and reports due.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import Money, UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

USUAL = {
    "instalments": [
        {"kind": "advance", "share": 600_000, "month": 0, "day": 15},
        {"kind": "conditional", "month": 7, "day": 10, "waits_for": "progress"},
        {"kind": "holdback", "month": 14, "day": 30, "waits_for": "annual", "last_month": 15, "last_day": 15},
    ],
    "reports": [
        {"kind": "progress", "from_month": 0, "months": 6, "due_month": 6, "due_day": 31},
        {"kind": "annual", "from_month": 6, "months": 6, "due_month": 13, "due_day": 31},
    ],
}


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    op.create_table(
        "agreement_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(length=254), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_agreement_draft_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_draft")),
    )
    op.create_table(
        "agreement_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_act_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_act")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_agreement_act_agreement_id_number")),
    )
    op.create_table(
        "agreement_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("checked_by", sa.String(length=250), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("met_by", sa.String(length=254), nullable=True),
        sa.Column("met_at", UTCDateTime(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(met_on IS NULL) = (met_by IS NULL) AND (met_on IS NULL) = (met_at IS NULL)",
            name=op.f("ck_agreement_condition_met"),
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_condition_agreement_id")),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_agreement_condition_instalment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_condition")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_agreement_condition_agreement_id_number")),
    )
    op.create_index(op.f("ix_agreement_condition_instalment_id"), "agreement_condition", ["instalment_id"])
    op.create_table(
        "agreement_document",
        sa.Column("file_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("condition_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(draft_id IS NULL) <> (agreement_id IS NULL)", name=op.f("ck_agreement_document_owner")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_document_agreement_id")),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["agreement_condition.id"], name=op.f("fk_agreement_document_condition_id")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["agreement_draft.id"], name=op.f("fk_agreement_document_draft_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_agreement_document_file_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_agreement_document")),
    )
    for column in ("agreement_id", "condition_id", "draft_id"):
        op.create_index(op.f(f"ix_agreement_document_{column}"), "agreement_document", [column])
    op.create_table(
        "former_instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("required_report", sa.Integer(), nullable=True),
        sa.Column("superseded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_former_instalment_agreement_id")),
        sa.ForeignKeyConstraint(["instalment_id"], ["instalment.id"], name=op.f("fk_former_instalment_instalment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_instalment")),
    )
    op.create_index(op.f("ix_former_instalment_agreement_id"), "former_instalment", ["agreement_id"])
    op.create_index(op.f("ix_former_instalment_instalment_id"), "former_instalment", ["instalment_id"])
    op.create_table(
        "former_obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("superseded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_former_obligation_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_obligation")),
    )
    op.create_index(op.f("ix_former_obligation_agreement_id"), "former_obligation", ["agreement_id"])

    op.add_column("amendment", sa.Column("former_ends_on", sa.Date(), nullable=True))
    for table in ("instalment", "obligation"):  # what is there was known as soon as its agreement was
        epoch = sa.text("'1970-01-01 00:00:00+00:00'" if on_postgresql() else "'1970-01-01 00:00:00.000000'")
        op.add_column(table, sa.Column("recorded_at", UTCDateTime(), nullable=False, server_default=epoch))
        op.execute(
            f"UPDATE {table} SET recorded_at = (SELECT a.recorded_at FROM agreement a WHERE a.id = {table}.agreement_id)"
        )
    op.add_column("programme", sa.Column("payment_model", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    programme = sa.table("programme", sa.column("payment_model", sa.JSON()))
    op.execute(programme.update().values(payment_model=USUAL))
    if on_postgresql():  # SQLite would have to write the tables anew
        for table, column in (
            ("instalment", "recorded_at"),
            ("obligation", "recorded_at"),
            ("programme", "payment_model"),
        ):
            op.alter_column(table, column, server_default=None)


def downgrade() -> None:
    for table, column in (
        ("programme", "payment_model"),
        ("obligation", "recorded_at"),
        ("instalment", "recorded_at"),
        ("amendment", "former_ends_on"),
    ):
        op.drop_column(table, column)
    for table in (
        "former_obligation",
        "former_instalment",
        "agreement_document",
        "agreement_condition",
        "agreement_act",
        "agreement_draft",
    ):
        op.drop_table(table)
