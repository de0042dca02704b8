"""Reading a report beside its prior period and its automatic checks, deciding, sending back, accepting."""
