"""The statements of many agreements at once: a region (c), a programme (d)."""
