"""What others bring to an agreement, and the limits that it is measured by (DOMAIN rules 16 and 19)."""
