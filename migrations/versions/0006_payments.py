"""Payments on their way: requests, approvals, bank details, batches and the bank's answers.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import Money, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LIVE = sa.text("state NOT IN ('refused', 'cancelled')")
PENDING = sa.text("confirmed_at IS NULL AND withdrawn_at IS NULL")

# What was asked for and approved is what is paid, whoever writes to the table (SECURITY promise 5).
KEPT = (
    "agreement_id",
    "instalment_id",
    "gross",
    "offset_amount",
    "lapse_amount",
    "override_reason",
    "requested_by_id",
)
GIVEN_ONCE = ("first_by_id", "second_by_id")


def _changes(differs):
    parts = [f"OLD.{name} {differs} NEW.{name}" for name in KEPT]
    parts += [f"(OLD.{name} IS NOT NULL AND OLD.{name} {differs} NEW.{name})" for name in GIVEN_ONCE]
    parts.append("(OLD.state IN ('paid', 'refused', 'cancelled') AND NEW.state <> OLD.state)")
    return " OR ".join(parts)


def _keep_what_was_approved():
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION keep_what_was_approved() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'what was asked for and approved does not change'; END $$"
        )
        op.execute(
            "CREATE TRIGGER payment_request_keeps BEFORE UPDATE ON payment_request FOR EACH ROW "
            f"WHEN ({_changes('IS DISTINCT FROM')}) EXECUTE FUNCTION keep_what_was_approved()"
        )
        return
    op.execute(
        f"CREATE TRIGGER payment_request_keeps BEFORE UPDATE ON payment_request WHEN {_changes('IS NOT')} "
        "BEGIN SELECT RAISE(ABORT, 'what was asked for and approved does not change'); END"
    )


def upgrade() -> None:
    op.create_table(
        "bank_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("institution", sa.String(length=3), nullable=False),
        sa.Column("transit", sa.String(length=5), nullable=False),
        sa.Column("account", sa.String(length=12), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("usable_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_bank_account_confirmed")
        ),
        sa.CheckConstraint("(usable_at IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_bank_account_usable")),
        sa.CheckConstraint("confirmed_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_bank_account_withdrawn")),
        sa.CheckConstraint("confirmed_by_id <> entered_by_id", name=op.f("ck_bank_account_two_people")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_bank_account_confirmed_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_bank_account_entered_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bank_account_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
    )
    op.create_index(op.f("ix_bank_account_organisation_id"), "bank_account", ["organisation_id"], unique=False)
    op.create_index(
        "uq_bank_account_pending",
        "bank_account",
        ["organisation_id"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.create_table(
        "bank_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_bank_batch_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_bank_batch_number")),
        sa.UniqueConstraint("token", name=op.f("uq_bank_batch_token")),
    )
    op.create_table(
        "bank_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["bank_batch.id"], name=op.f("fk_bank_confirmation_batch_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_bank_confirmation_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_confirmation")),
    )
    op.create_index(op.f("ix_bank_confirmation_batch_id"), "bank_confirmation", ["batch_id"], unique=False)
    op.create_table(
        "payment_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("gross", Money(), nullable=False),
        sa.Column("offset_amount", Money(), nullable=False),
        sa.Column("lapse_amount", Money(), nullable=False),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.Column("waived", sa.JSON(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UTCDateTime(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=True),
        sa.Column("first_at", UTCDateTime(), nullable=True),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_at", UTCDateTime(), nullable=True),
        sa.Column("closing_reason", sa.String(length=500), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("bank_account_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'at_bank' OR (batch_id IS NOT NULL AND bank_account_id IS NOT NULL)",
            name=op.f("ck_payment_request_batch"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'refused', 'cancelled') OR first_by_id IS NOT NULL",
            name=op.f("ck_payment_request_first"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'at_bank', 'paid') OR second_by_id IS NOT NULL",
            name=op.f("ck_payment_request_second"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('refused', 'cancelled') OR closing_reason <> ''",
            name=op.f("ck_payment_request_closing_reason"),
        ),
        sa.CheckConstraint(
            "gross >= 0 AND offset_amount BETWEEN 0 AND gross AND lapse_amount >= 0 AND gross + lapse_amount > 0",
            name=op.f("ck_payment_request_amounts"),
        ),
        sa.CheckConstraint(
            "requested_by_id <> first_by_id AND requested_by_id <> second_by_id AND first_by_id <> second_by_id",
            name=op.f("ck_payment_request_three_people"),
        ),
        sa.CheckConstraint("second_by_id IS NULL OR first_by_id IS NOT NULL", name=op.f("ck_payment_request_order")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_payment_request_agreement_id")),
        sa.ForeignKeyConstraint(
            ["bank_account_id"], ["bank_account.id"], name=op.f("fk_payment_request_bank_account_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["bank_batch.id"], name=op.f("fk_payment_request_batch_id")),
        sa.ForeignKeyConstraint(["first_by_id"], ["person.id"], name=op.f("fk_payment_request_first_by_id")),
        sa.ForeignKeyConstraint(["instalment_id"], ["instalment.id"], name=op.f("fk_payment_request_instalment_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_payment_request_requested_by_id")),
        sa.ForeignKeyConstraint(["second_by_id"], ["person.id"], name=op.f("fk_payment_request_second_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_request")),
        sa.UniqueConstraint("token", name=op.f("uq_payment_request_token")),
    )
    op.create_index(op.f("ix_payment_request_agreement_id"), "payment_request", ["agreement_id"], unique=False)
    op.create_index(op.f("ix_payment_request_batch_id"), "payment_request", ["batch_id"], unique=False)
    op.create_index(op.f("ix_payment_request_instalment_id"), "payment_request", ["instalment_id"], unique=False)
    op.create_index(op.f("ix_payment_request_state"), "payment_request", ["state"], unique=False)
    op.create_index(
        "uq_payment_request_live",
        "payment_request",
        ["instalment_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "payment_outcome",
        sa.Column("request_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("lapse_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lapse_id"], ["lapse.id"], name=op.f("fk_payment_outcome_lapse_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_outcome_payment_id")),
        sa.ForeignKeyConstraint(["request_id"], ["payment_request.id"], name=op.f("fk_payment_outcome_request_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_payment_outcome")),
        sa.UniqueConstraint("lapse_id", name=op.f("uq_payment_outcome_lapse_id")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_payment_outcome_payment_id")),
    )
    _keep_what_was_approved()


def downgrade() -> None:
    op.drop_table("payment_outcome")
    op.drop_table("payment_request")
    op.drop_table("bank_confirmation")
    op.drop_table("bank_batch")
    op.drop_table("bank_account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_what_was_approved")
