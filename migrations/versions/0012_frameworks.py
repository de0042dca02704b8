"""What frameworks share, forecasts of need, documents claimed twice, contributions by quantity; bank
details sealed.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import Money, UTCDateTime
from tracker.web import sealing

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DETAILS = {"institution": 3, "transit": 5, "account": 12}


def upgrade() -> None:
    op.create_table(
        "framework_terms",
        sa.Column("agreement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("funding", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("funding IN ('fixed', 'flexible')", name=op.f("ck_framework_terms_funding")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_framework_terms_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", name=op.f("pk_framework_terms")),
    )
    op.create_table(
        "sharing_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("with_holder", sa.Boolean(), nullable=False),
        sa.Column("with_funder", sa.Boolean(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("what IN ('narrative', 'indicators', 'learnings')", name=op.f("ck_sharing_choice_what")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_sharing_choice_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_choice")),
    )
    op.create_index(op.f("ix_sharing_choice_agreement_id"), "sharing_choice", ["agreement_id"], unique=False)
    op.create_table(
        "cash_forecast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("need", Money(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("entered_by", sa.String(length=254), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("need >= 0", name=op.f("ck_cash_forecast_need")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_cash_forecast_dates")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_cash_forecast_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_forecast")),
    )
    op.create_index(op.f("ix_cash_forecast_agreement_id"), "cash_forecast", ["agreement_id"], unique=False)
    op.create_table(
        "claimed_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("line_code", sa.String(length=32), nullable=False),
        sa.Column("supplier", sa.String(length=250), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("match_key", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_claimed_document_file_id")),
        sa.ForeignKeyConstraint(["line_code"], ["budget_line.code"], name=op.f("fk_claimed_document_line_code")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_claimed_document_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claimed_document")),
    )
    for column in ("report_id", "match_key", "file_sha256", "file_id"):
        op.create_index(op.f(f"ix_claimed_document_{column}"), "claimed_document", [column], unique=False)
    op.create_table(
        "duplicate_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_decision_pair")),
        sa.CheckConstraint("outcome IN ('explained', 'confirmed')", name=op.f("ck_duplicate_decision_outcome")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_duplicate_decision_reason")),
        sa.ForeignKeyConstraint(["first_id"], ["claimed_document.id"], name=op.f("fk_duplicate_decision_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["claimed_document.id"], name=op.f("fk_duplicate_decision_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_decision")),
    )
    op.create_index(op.f("ix_duplicate_decision_first_id"), "duplicate_decision", ["first_id"], unique=False)
    op.create_index(op.f("ix_duplicate_decision_second_id"), "duplicate_decision", ["second_id"], unique=False)
    op.add_column("contribution", sa.Column("quantity", sa.String(length=24), nullable=True))
    op.add_column("contribution", sa.Column("unit_value", Money(), nullable=True))
    op.add_column("contribution", sa.Column("basis", sa.String(length=250), nullable=True))
    op.add_column("contribution", sa.Column("withdrawn_at", UTCDateTime(), nullable=True))
    _seal_bank_details()


def downgrade() -> None:
    _open_bank_details()
    for column in ("withdrawn_at", "basis", "unit_value", "quantity"):
        op.drop_column("contribution", column)
    for table in (
        "duplicate_decision",
        "claimed_document",
        "cash_forecast",
        "sharing_choice",
        "framework_terms",
    ):
        op.drop_table(table)


def _seal_bank_details() -> None:
    op.add_column("bank_account", sa.Column("sealed", sa.Text(), server_default="", nullable=False))
    table = _accounts("sealed", *DETAILS)
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).all():
        facts = {"organisation": row.organisation_id, **{name: getattr(row, name) for name in DETAILS}}
        connection.execute(table.update().where(table.c.id == row.id).values(sealed=sealing.seal(facts)))
    for name in DETAILS:
        op.drop_column("bank_account", name)


def _open_bank_details() -> None:
    for name, length in DETAILS.items():
        op.add_column("bank_account", sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    table = _accounts("sealed", *DETAILS)
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).all():
        facts = sealing.unseal(row.sealed)
        connection.execute(table.update().where(table.c.id == row.id).values({name: facts[name] for name in DETAILS}))
    op.drop_column("bank_account", "sealed")


def _accounts(*names: str) -> sa.TableClause:
    return sa.table("bank_account", *map(sa.column, ("id", "organisation_id", *names)))
