"""Personal access tokens: how somebody's program reads what they may see themselves."""
