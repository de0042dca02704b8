"""Two organisations that are one: found, proposed, confirmed, and what follows from it (docs/decisions/0026)."""
