"""Report templates and their versions, reports being written, their submissions and review.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

from tracker.db import Money, UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

APPEND_ONLY = ("report_submission", "report_receipt")


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


def _keep_published_versions():
    """A report is read on the version it answered: once published, nobody edits it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER template_version_is_kept BEFORE UPDATE OR DELETE ON template_version "
            "FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER template_version_refuses_{verb.lower()} BEFORE {verb} ON template_version "
            "WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a published version is kept'); END"
        )


def upgrade() -> None:
    op.create_table(
        "report_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("from_commitment", Money(), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.CheckConstraint("from_commitment >= 0", name=op.f("ck_report_template_from_commitment")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_report_template_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_template")),
        sa.UniqueConstraint(
            "programme_id", "kind", "from_commitment", name=op.f("uq_report_template_programme_id_kind_from_commitment")
        ),
    )
    op.create_table(
        "template_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(length=254), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=254), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by IS NULL)", name=op.f("ck_template_version_published")
        ),
        sa.CheckConstraint("number > 0 AND revision > 0", name=op.f("ck_template_version_numbers")),
        sa.ForeignKeyConstraint(["template_id"], ["report_template.id"], name=op.f("fk_template_version_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sa.UniqueConstraint("template_id", "number", name=op.f("uq_template_version_template_id_number")),
    )
    op.create_table(
        "report_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.String(length=254), nullable=False),
        sa.Column("edited_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_report_answer_revision")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_answer_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_answer")),
        sa.UniqueConstraint("report_id", "path", name=op.f("uq_report_answer_report_id_path")),
    )
    op.create_table(
        "report_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=True),
        sa.Column("description", sa.String(length=250), nullable=False),
        sa.Column("added_by", sa.String(length=254), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("removed_by", sa.String(length=254), nullable=True),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_attachment_file_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_attachment_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_attachment")),
    )
    op.create_index(op.f("ix_report_attachment_file_id"), "report_attachment", ["file_id"], unique=False)
    op.create_index(op.f("ix_report_attachment_report_id"), "report_attachment", ["report_id"], unique=False)
    op.create_table(
        "report_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.String(length=254), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("part IN ('content', 'finance')", name=op.f("ck_report_sign_off_part")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_sign_off_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sign_off")),
        sa.UniqueConstraint("report_id", "part", name=op.f("uq_report_sign_off_report_id_part")),
    )
    op.create_table(
        "report_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("template_version_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.String(length=254), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=254), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_report_submission_number")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_submission_report_id")),
        sa.ForeignKeyConstraint(
            ["template_version_id"], ["template_version.id"], name=op.f("fk_report_submission_template_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_submission")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_submission_report_id_number")),
        sa.UniqueConstraint("sha256", name=op.f("uq_report_submission_sha256")),
    )
    op.create_table(
        "report_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["report_submission.id"], name=op.f("fk_report_receipt_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_receipt")),
        sa.UniqueConstraint("submission_id", "lang", name=op.f("uq_report_receipt_submission_id_lang")),
    )
    op.create_table(
        "report_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("from_due_on", sa.Date(), nullable=False),
        sa.Column("to_due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_report_extension_reason")),
        sa.CheckConstraint("to_due_on > from_due_on", name=op.f("ck_report_extension_dates")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_report_extension_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_extension")),
    )
    op.create_index(op.f("ix_report_extension_obligation_id"), "report_extension", ["obligation_id"], unique=False)
    op.create_table(
        "section_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("decision IN ('accepted', 'returned')", name=op.f("ck_section_review_decision")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["report_submission.id"], name=op.f("fk_section_review_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_review")),
        sa.UniqueConstraint("submission_id", "section", name=op.f("uq_section_review_submission_id_section")),
    )
    op.create_table(
        "line_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("line_code", sa.String(length=32), nullable=False),
        sa.Column("disallowed", Money(), nullable=False),
        sa.Column("recover", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("disallowed = 0 OR reason <> ''", name=op.f("ck_line_review_reason")),
        sa.CheckConstraint("disallowed >= 0", name=op.f("ck_line_review_disallowed")),
        sa.ForeignKeyConstraint(["line_code"], ["budget_line.code"], name=op.f("fk_line_review_line_code")),
        sa.ForeignKeyConstraint(["submission_id"], ["report_submission.id"], name=op.f("fk_line_review_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_review")),
        sa.UniqueConstraint("submission_id", "line_code", name=op.f("uq_line_review_submission_id_line_code")),
    )
    op.create_table(
        "report_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(length=40), nullable=True),
        sa.Column("path", sa.String(length=160), nullable=True),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("resolved_by", sa.String(length=254), nullable=True),
        sa.Column("resolved_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("audience IN ('partner', 'internal')", name=op.f("ck_report_comment_audience")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_comment_report_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["report_submission.id"], name=op.f("fk_report_comment_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_comment")),
    )
    op.create_index(op.f("ix_report_comment_report_id"), "report_comment", ["report_id"], unique=False)
    op.create_index(op.f("ix_report_comment_submission_id"), "report_comment", ["submission_id"], unique=False)
    op.create_table(
        "report_reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.String(length=254), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=254), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_report_reopening_two_people")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_reopening_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reopening")),
    )
    op.create_index(op.f("ix_report_reopening_report_id"), "report_reopening", ["report_id"], unique=False)
    _alter_report()
    for table in APPEND_ONLY:
        _refuse_changes(table)
    _keep_published_versions()


def _alter_report():
    with op.batch_alter_table("report") as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("template_version_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reviewer", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("reviewed_since", UTCDateTime(), nullable=True))
    op.execute(
        "UPDATE report SET revision = 0, state = CASE WHEN accepted_on IS NOT NULL THEN 'accepted' "
        "WHEN submitted_on IS NOT NULL THEN 'submitted' ELSE 'draft' END"
    )
    with op.batch_alter_table("report") as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(length=16), nullable=False)
        batch_op.alter_column("revision", existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(op.f("ix_report_state"), ["state"])
        batch_op.create_foreign_key(
            op.f("fk_report_template_version_id"), "template_version", ["template_version_id"], ["id"]
        )
        batch_op.create_check_constraint("state_accepted", "(state = 'accepted') = (accepted_on IS NOT NULL)")
        batch_op.create_check_constraint("state_submitted", "(state IN ('draft', 'ready')) = (submitted_on IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_constraint(op.f("ck_report_state_submitted"), type_="check")
        batch_op.drop_constraint(op.f("ck_report_state_accepted"), type_="check")
        batch_op.drop_constraint(op.f("fk_report_template_version_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_report_state"))
        for column in ("reviewed_since", "reviewer", "revision", "template_version_id", "state"):
            batch_op.drop_column(column)
    op.drop_index(op.f("ix_report_reopening_report_id"), table_name="report_reopening")
    op.drop_table("report_reopening")
    op.drop_index(op.f("ix_report_comment_submission_id"), table_name="report_comment")
    op.drop_index(op.f("ix_report_comment_report_id"), table_name="report_comment")
    op.drop_table("report_comment")
    op.drop_table("line_review")
    op.drop_table("section_review")
    op.drop_index(op.f("ix_report_extension_obligation_id"), table_name="report_extension")
    op.drop_table("report_extension")
    op.drop_table("report_receipt")
    op.drop_table("report_submission")
    op.drop_table("report_sign_off")
    op.drop_index(op.f("ix_report_attachment_report_id"), table_name="report_attachment")
    op.drop_index(op.f("ix_report_attachment_file_id"), table_name="report_attachment")
    op.drop_table("report_attachment")
    op.drop_table("report_answer")
    op.drop_table("template_version")
    op.drop_table("report_template")
