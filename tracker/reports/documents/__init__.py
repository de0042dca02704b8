"""Documents claimed in reports, and those that are claimed twice."""
