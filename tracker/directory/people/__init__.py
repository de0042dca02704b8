"""Who has an account, and the role and organisation of each: the administrator's pages."""
