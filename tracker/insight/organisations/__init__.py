"""The directory of organisations, and all that one of them has: agreements, figures, people."""
