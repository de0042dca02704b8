"""A new agreement, written step by step: drafts, what is proposed, what is missing, the signature."""
