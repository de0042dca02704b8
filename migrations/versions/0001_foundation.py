"""The foundation: directory, grants, reports, journal, people, trail.

Revision: 0001, after nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Rows of these tables are never changed or deleted, whoever asks (LEDGER.md, SECURITY promise 2).
APPEND_ONLY = ("journal_entry", "posting", "trail")

REGIONS = [
    ("01", "Bas-Saint-Laurent", "Bas-Saint-Laurent"),
    ("02", "Saguenay–Lac-Saint-Jean", "Saguenay–Lac-Saint-Jean"),
    ("03", "Capitale-Nationale", "Capitale-Nationale"),
    ("04", "Mauricie", "Mauricie"),
    ("05", "Estrie", "Estrie"),
    ("06", "Montréal", "Montréal"),
    ("07", "Outaouais", "Outaouais"),
    ("08", "Abitibi-Témiscamingue", "Abitibi-Témiscamingue"),
    ("09", "Côte-Nord", "Côte-Nord"),
    ("10", "Nord-du-Québec", "Nord-du-Québec"),
    ("11", "Gaspésie–Îles-de-la-Madeleine", "Gaspésie–Îles-de-la-Madeleine"),
    ("12", "Chaudière-Appalaches", "Chaudière-Appalaches"),
    ("13", "Laval", "Laval"),
    ("14", "Lanaudière", "Lanaudière"),
    ("15", "Laurentides", "Laurentides"),
    ("16", "Montérégie", "Montérégie"),
    ("17", "Centre-du-Québec", "Centre-du-Québec"),
]

PROTECTIVE_FACTORS = [
    ("socio-economic-level", "family", "Niveau socioéconomique", "Socio-economic level"),
    ("parental-attitudes", "family", "Attitudes parentales", "Parents’ attitudes"),
    ("parenting-practices", "family", "Pratiques parentales", "Parenting practices"),
    (
        "practitioner-collaboration",
        "community",
        "Collaboration entre enfants, familles et intervenants",
        "Child, family and practitioner collaboration",
    ),
    ("practitioner-beliefs", "community", "Croyances des intervenants", "Practitioners’ beliefs"),
    (
        "community-involvement",
        "community",
        "Engagement de la communauté (alliances et partenariats)",
        "Community involvement (alliances and partnerships)",
    ),
]


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
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


def _accept_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_is_not_emptied ON {table}")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_refuses_{verb}")


def upgrade() -> None:
    op.create_table(
        "budget_line",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("administration", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_budget_line")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_fr", sa.String(length=250), nullable=False),
        sa.Column("name_en", sa.String(length=250), nullable=False),
        sa.Column("fiscal_year_start", sa.String(length=5), nullable=False),
        sa.Column("holdback_rate", sa.Integer(), nullable=False),
        sa.Column("transfer_limit_rate", sa.Integer(), nullable=False),
        sa.Column("carry_forward_limit_rate", sa.Integer(), nullable=False),
        sa.Column("administration_limit_rate", sa.Integer(), nullable=False),
        sa.Column("stacking_limit_rate", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "administration_limit_rate BETWEEN 0 AND 1000000", name=op.f("ck_programme_administration_limit_rate")
        ),
        sa.CheckConstraint(
            "carry_forward_limit_rate BETWEEN 0 AND 1000000", name=op.f("ck_programme_carry_forward_limit_rate")
        ),
        sa.CheckConstraint("holdback_rate BETWEEN 0 AND 1000000", name=op.f("ck_programme_holdback_rate")),
        sa.CheckConstraint("stacking_limit_rate BETWEEN 0 AND 1000000", name=op.f("ck_programme_stacking_limit_rate")),
        sa.CheckConstraint("transfer_limit_rate BETWEEN 0 AND 1000000", name=op.f("ck_programme_transfer_limit_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_fr", sa.String(length=250), nullable=False),
        sa.Column("name_en", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
    )
    op.create_table(
        "protective_factor",
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column("name_fr", sa.String(length=250), nullable=False),
        sa.Column("name_en", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_protective_factor")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("name_fr", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "trail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("subject_type", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_at"), ["at"], unique=False)
        batch_op.create_index("ix_trail_subject", ["subject_type", "subject"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("neq", sa.String(length=10), nullable=True),
        sa.Column("business_number", sa.String(length=15), nullable=True),
        sa.Column("region_code", sa.String(length=2), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_organisation_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_business_number"), ["business_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_neq"), ["neq"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_region_code"), ["region_code"], unique=False)

    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_phase_number")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_phase_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_phase_project_id_number")),
    )
    op.create_table(
        "regroupement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("region_code", sa.String(length=2), nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_regroupement_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regroupement")),
        sa.UniqueConstraint("code", name=op.f("uq_regroupement_code")),
    )
    with op.batch_alter_table("regroupement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regroupement_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_regroupement_region_code"), ["region_code"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=16), nullable=False),
        sa.Column("title_fr", sa.String(length=250), nullable=False),
        sa.Column("title_en", sa.String(length=250), nullable=False),
        sa.Column("regroupement_id", sa.Integer(), nullable=True),
        sa.Column("phase_id", sa.Integer(), nullable=True),
        sa.Column("framework_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(regroupement_id IS NULL) <> (phase_id IS NULL)", name=op.f("ck_agreement_subject")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_agreement_dates")),
        sa.CheckConstraint("framework_id IS NULL OR framework_id <> id", name=op.f("ck_agreement_framework")),
        sa.ForeignKeyConstraint(["framework_id"], ["agreement.id"], name=op.f("fk_agreement_framework_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_agreement_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_agreement_programme_id")),
        sa.ForeignKeyConstraint(["regroupement_id"], ["regroupement.id"], name=op.f("fk_agreement_regroupement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_number")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_framework_id"), ["framework_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_phase_id"), ["phase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_regroupement_id"), ["regroupement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_stream"), ["stream"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regroupement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_membership_dates")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["regroupement_id"], ["regroupement.id"], name=op.f("fk_membership_regroupement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "regroupement_id",
            "organisation_id",
            "from_on",
            name=op.f("uq_membership_regroupement_id_organisation_id_from_on"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("organisation_code", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(organisation_code IS NOT NULL) = (role IN ('preparer', 'signatory'))", name=op.f("ck_person_organisation")
        ),
        sa.ForeignKeyConstraint(["organisation_code"], ["organisation.code"], name=op.f("fk_person_organisation_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_organisation_code"), ["organisation_code"], unique=False)

    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_amendment_number")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_amendment_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_amendment_agreement_id_number")),
    )
    op.create_table(
        "carry_forward",
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("from_year", sa.String(length=12), nullable=False),
        sa.Column("to_year", sa.String(length=12), nullable=False),
        sa.Column("line_code", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_carry_forward_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_carry_forward_agreement_id")),
        sa.ForeignKeyConstraint(["line_code"], ["budget_line.code"], name=op.f("fk_carry_forward_line_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_forward")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_carry_forward_agreement_id_number")),
    )
    op.create_table(
        "contribution",
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=250), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_contribution_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_contribution_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_contribution_agreement_id_number")),
    )
    op.create_table(
        "framework_transfer",
        sa.Column("sub_agreement_id", sa.Integer(), nullable=False),
        sa.Column("transferred_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_framework_transfer_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_framework_transfer_agreement_id")),
        sa.ForeignKeyConstraint(
            ["sub_agreement_id"], ["agreement.id"], name=op.f("fk_framework_transfer_sub_agreement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_transfer")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_framework_transfer_agreement_id_number")),
    )
    with op.batch_alter_table("framework_transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_framework_transfer_sub_agreement_id"), ["sub_agreement_id"], unique=False)

    op.create_table(
        "funds_return",
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_funds_return_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_funds_return_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funds_return")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_funds_return_agreement_id_number")),
    )
    op.create_table(
        "host_mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_host_mandate_dates")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_host_mandate_agreement_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_host_mandate_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_mandate")),
        sa.UniqueConstraint("agreement_id", "from_on", name=op.f("uq_host_mandate_agreement_id_from_on")),
    )
    with op.batch_alter_table("host_mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_host_mandate_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_fr", sa.String(length=250), nullable=False),
        sa.Column("name_en", sa.String(length=250), nullable=False),
        sa.Column("unit", sa.String(length=48), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column("factor_code", sa.String(length=48), nullable=True),
        sa.Column("aggregation", sa.String(length=16), nullable=False),
        sa.Column("baseline", sa.String(length=24), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_indicator_agreement_id")),
        sa.ForeignKeyConstraint(["factor_code"], ["protective_factor.code"], name=op.f("fk_indicator_factor_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("agreement_id", "code", name=op.f("uq_indicator_agreement_id_code")),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_interest_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_interest_agreement_id_number")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("agreement", sa.String(length=32), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agreement"], ["agreement.number"], name=op.f("fk_journal_entry_agreement")),
        sa.ForeignKeyConstraint(["reverses"], ["journal_entry.seq"], name=op.f("fk_journal_entry_reverses")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_entry_hash")),
        sa.UniqueConstraint("reverses", name=op.f("uq_journal_entry_reverses")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index("ix_journal_entry_agreement_occurred_on", ["agreement", "occurred_on"], unique=False)

    op.create_table(
        "lapse",
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_lapse_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_lapse_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapse")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_lapse_agreement_id_number")),
    )
    op.create_table(
        "line_transfer",
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("from_line_code", sa.String(length=32), nullable=False),
        sa.Column("to_line_code", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_line_transfer_amount")),
        sa.CheckConstraint("from_line_code <> to_line_code", name=op.f("ck_line_transfer_lines")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_line_transfer_agreement_id")),
        sa.ForeignKeyConstraint(["from_line_code"], ["budget_line.code"], name=op.f("fk_line_transfer_from_line_code")),
        sa.ForeignKeyConstraint(["to_line_code"], ["budget_line.code"], name=op.f("fk_line_transfer_to_line_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_transfer")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_line_transfer_agreement_id_number")),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("fulfilled_on", sa.Date(), nullable=True),
        sa.CheckConstraint("fulfilled_on IS NULL OR received_on IS NOT NULL", name=op.f("ck_obligation_fulfilled")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_obligation_dates")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_obligation_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_obligation_agreement_id_number")),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obligation_due_on"), ["due_on"], unique=False)

    op.create_table(
        "recovery",
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_recovery_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_recovery_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_recovery_agreement_id_number")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "write_off",
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("resolution", sa.String(length=250), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("resolution <> ''", name=op.f("ck_write_off_resolution")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_write_off_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_write_off_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_off")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_write_off_agreement_id_number")),
    )
    op.create_table(
        "amendment_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("line_code", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_amendment_line_amendment_id")),
        sa.ForeignKeyConstraint(["line_code"], ["budget_line.code"], name=op.f("fk_amendment_line_line_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_line")),
        sa.UniqueConstraint(
            "amendment_id",
            "fiscal_year",
            "line_code",
            name=op.f("uq_amendment_line_amendment_id_fiscal_year_line_code"),
        ),
    )
    op.create_table(
        "instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("required_obligation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_instalment_amount")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_instalment_agreement_id")),
        sa.ForeignKeyConstraint(
            ["required_obligation_id"], ["obligation.id"], name=op.f("fk_instalment_required_obligation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_instalment_agreement_id_number")),
    )
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instalment_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_instalment_required_obligation_id"), ["required_obligation_id"], unique=False
        )

    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=32), nullable=False),
        sa.Column("host", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("origin_year", sa.String(length=12), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_posting_not_nil")),
        sa.ForeignKeyConstraint(["agreement"], ["agreement.number"], name=op.f("fk_posting_agreement")),
        sa.ForeignKeyConstraint(["entry"], ["journal_entry.seq"], name=op.f("fk_posting_entry")),
        sa.ForeignKeyConstraint(["host"], ["organisation.code"], name=op.f("fk_posting_host")),
        sa.ForeignKeyConstraint(["line"], ["budget_line.code"], name=op.f("fk_posting_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_agreement_account", ["agreement", "account"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_entry"), ["entry"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("accepted_on IS NULL OR accepted_on >= submitted_on", name=op.f("ck_report_dates")),
        sa.CheckConstraint("accepted_on IS NULL OR submitted_on IS NOT NULL", name=op.f("ck_report_accepted")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_report_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("obligation_id", name=op.f("uq_report_obligation_id")),
    )
    op.create_table(
        "adjustment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("line_code", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("booked_to", sa.String(length=12), nullable=False),
        sa.Column("recover", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_adjustment_agreement_id")),
        sa.ForeignKeyConstraint(["line_code"], ["budget_line.code"], name=op.f("fk_adjustment_line_code")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_adjustment_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_adjustment_agreement_id_number")),
    )
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adjustment_report_id"), ["report_id"], unique=False)

    op.create_table(
        "expense",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("line_code", sa.String(length=32), nullable=False),
        sa.Column("declared", sa.BigInteger(), nullable=False),
        sa.Column("disallowed", sa.BigInteger(), nullable=False),
        sa.Column("recover", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("disallowed >= 0", name=op.f("ck_expense_disallowed")),
        sa.ForeignKeyConstraint(["line_code"], ["budget_line.code"], name=op.f("fk_expense_line_code")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_expense_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sa.UniqueConstraint("report_id", "line_code", name=op.f("uq_expense_report_id_line_code")),
    )
    op.create_table(
        "indicator_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=24), nullable=True),
        sa.Column("actual", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_value_indicator_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_indicator_value_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
        sa.UniqueConstraint("indicator_id", "report_id", name=op.f("uq_indicator_value_indicator_id_report_id")),
    )
    with op.batch_alter_table("indicator_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_value_report_id"), ["report_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("instalment_id", sa.Integer(), nullable=True),
        sa.Column("fiscal_year", sa.String(length=12), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("offset_amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "gross > 0 AND offset_amount >= 0 AND offset_amount <= gross", name=op.f("ck_payment_amounts")
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_payment_agreement_id")),
        sa.ForeignKeyConstraint(["instalment_id"], ["instalment.id"], name=op.f("fk_payment_instalment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_payment_agreement_id_number")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_instalment_id"), ["instalment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_paid_on"), ["paid_on"], unique=False)

    text = sa.String()
    op.bulk_insert(
        sa.table("region", *(sa.column(name, text) for name in ("code", "name_fr", "name_en"))),
        [dict(zip(("code", "name_fr", "name_en"), row, strict=True)) for row in REGIONS],
    )
    op.bulk_insert(
        sa.table("protective_factor", *(sa.column(name, text) for name in ("code", "system", "name_fr", "name_en"))),
        [dict(zip(("code", "system", "name_fr", "name_en"), row, strict=True)) for row in PROTECTIVE_FACTORS],
    )
    op.execute(f"INSERT INTO journal_head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')")
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        _accept_changes(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_paid_on"))
        batch_op.drop_index(batch_op.f("ix_payment_instalment_id"))

    op.drop_table("payment")
    with op.batch_alter_table("indicator_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_value_report_id"))

    op.drop_table("indicator_value")
    op.drop_table("expense")
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adjustment_report_id"))

    op.drop_table("adjustment")
    op.drop_table("report")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_entry"))
        batch_op.drop_index("ix_posting_agreement_account")

    op.drop_table("posting")
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instalment_required_obligation_id"))
        batch_op.drop_index(batch_op.f("ix_instalment_due_on"))

    op.drop_table("instalment")
    op.drop_table("amendment_line")
    op.drop_table("write_off")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    op.drop_table("recovery")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_due_on"))

    op.drop_table("obligation")
    op.drop_table("line_transfer")
    op.drop_table("lapse")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_agreement_occurred_on")

    op.drop_table("journal_entry")
    op.drop_table("interest")
    op.drop_table("indicator")
    with op.batch_alter_table("host_mandate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_host_mandate_organisation_id"))

    op.drop_table("host_mandate")
    op.drop_table("funds_return")
    with op.batch_alter_table("framework_transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_framework_transfer_sub_agreement_id"))

    op.drop_table("framework_transfer")
    op.drop_table("contribution")
    op.drop_table("carry_forward")
    op.drop_table("amendment")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_organisation_code"))

    op.drop_table("person")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_stream"))
        batch_op.drop_index(batch_op.f("ix_agreement_regroupement_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_programme_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_phase_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_framework_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("regroupement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regroupement_region_code"))
        batch_op.drop_index(batch_op.f("ix_regroupement_name"))

    op.drop_table("regroupement")
    op.drop_table("phase")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_region_code"))
        batch_op.drop_index(batch_op.f("ix_organisation_neq"))
        batch_op.drop_index(batch_op.f("ix_organisation_name"))
        batch_op.drop_index(batch_op.f("ix_organisation_business_number"))

    op.drop_table("organisation")
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_subject")
        batch_op.drop_index(batch_op.f("ix_trail_at"))

    op.drop_table("trail")
    op.drop_table("region")
    op.drop_table("protective_factor")
    op.drop_table("project")
    op.drop_table("programme")
    op.drop_table("journal_head")
    op.drop_table("budget_line")
