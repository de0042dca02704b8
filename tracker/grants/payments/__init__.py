"""Disbursements: from what can be paid to what the bank has paid (DOMAIN rules 5 to 10)."""
