"""Statement of a change of fiscal host: each host's part of the agreement, and what passes on (DOMAIN rule 22)."""
