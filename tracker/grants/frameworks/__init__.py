"""What a framework agreement re-grants, and what its communities share of themselves (DOMAIN rule 21)."""
