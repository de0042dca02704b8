"""What auditors ask partners for, and what comes back, are facts.

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

APPEND_ONLY = ("evidence_turn", "evidence_file")


def _refuse_changes(table):
    """As in 0001, whose function PostgreSQL's triggers call."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def upgrade() -> None:
    op.create_table(
        "evidence_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("said_by", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("step IN ('ask', 'answer', 'ask_again', 'close')", name=op.f("ck_evidence_turn_step")),
        sa.CheckConstraint(
            "(due_on IS NOT NULL) = (step IN ('ask', 'ask_again'))", name=op.f("ck_evidence_turn_due_on")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["evidence_request.id"], name=op.f("fk_evidence_turn_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_turn")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_evidence_turn_request_id_number")),
    )
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["evidence_turn.id"], name=op.f("fk_evidence_file_turn_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_evidence_file_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_evidence_file_file_id")),
    )
    op.create_index(op.f("ix_evidence_file_turn_id"), "evidence_file", ["turn_id"], unique=False)
    _say_what_was_asked()
    _alter_request()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _say_what_was_asked():
    """What was asked, and that it came, were columns of the request."""
    whose = (
        "FROM evidence_request r JOIN audit_item i ON i.id = r.item_id JOIN audit_sample s ON s.id = i.sample_id "
        "JOIN person p ON p.id = s.drawn_by_id"
    )
    columns = "(request_id, number, step, text, due_on, said_by, name, said_at)"
    op.execute(
        f"INSERT INTO evidence_turn {columns} "
        f"SELECT r.id, 1, 'ask', r.text, r.due_on, p.email, p.name, r.asked_at {whose} ORDER BY r.id"
    )
    op.execute(
        f"INSERT INTO evidence_turn {columns} "
        f"SELECT r.id, 2, 'close', '', NULL, p.email, p.name, r.received_at {whose} "
        "WHERE r.received_at IS NOT NULL ORDER BY r.id"
    )


def _alter_request():
    with op.batch_alter_table("evidence_request") as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(length=12), nullable=True))
    op.execute(
        "UPDATE evidence_request SET state = CASE WHEN received_at IS NULL THEN 'asked' ELSE 'closed' END, "
        "organisation_id = CASE WHEN asked_of = 'partner' THEN (SELECT m.organisation_id FROM audit_item i "
        "JOIN audit_sample s ON s.id = i.sample_id JOIN host_mandate m ON m.agreement_id = s.agreement_id "
        "WHERE i.id = evidence_request.item_id ORDER BY m.from_on DESC LIMIT 1) END"
    )
    with op.batch_alter_table("evidence_request") as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(length=12), nullable=False)
        batch_op.drop_column("text")
        batch_op.drop_column("asked_at")
        batch_op.drop_column("received_at")
        batch_op.create_check_constraint(op.f("ck_evidence_request_state"), "state IN ('asked', 'answered', 'closed')")
        batch_op.create_check_constraint(
            op.f("ck_evidence_request_organisation"), "asked_of = 'partner' OR organisation_id IS NULL"
        )
        batch_op.create_index(op.f("ix_evidence_request_organisation_id"), ["organisation_id"])
        batch_op.create_foreign_key(
            op.f("fk_evidence_request_organisation_id"), "organisation", ["organisation_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("evidence_request") as batch_op:
        batch_op.add_column(sa.Column("text", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("asked_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("received_at", UTCDateTime(), nullable=True))
    said = "(SELECT {} FROM evidence_turn t WHERE t.request_id = evidence_request.id AND t.step = '{}')"
    op.execute(
        f"UPDATE evidence_request SET text = {said.format('t.text', 'ask')}, "
        f"asked_at = {said.format('t.said_at', 'ask')}, received_at = {said.format('t.said_at', 'close')}"
    )
    op.drop_table("evidence_file")
    op.drop_table("evidence_turn")
    with op.batch_alter_table("evidence_request") as batch_op:
        batch_op.alter_column("text", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("asked_at", existing_type=UTCDateTime(), nullable=False)
        batch_op.drop_constraint(op.f("fk_evidence_request_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_evidence_request_organisation"), type_="check")
        batch_op.drop_constraint(op.f("ck_evidence_request_state"), type_="check")
        batch_op.drop_index(op.f("ix_evidence_request_organisation_id"))
        batch_op.drop_column("state")
        batch_op.drop_column("organisation_id")
