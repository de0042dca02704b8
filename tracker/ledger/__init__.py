"""The journal: the only source of figures. Pure arithmetic here; the database in models, journal, queries."""
