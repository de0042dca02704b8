"""A programme's settings, its usual way to pay and to report, and the budget lines that programmes share."""
