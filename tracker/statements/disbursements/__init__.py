"""Statement e: the disbursements of one agreement, planned and made."""
