"""Programmes and agreements: amendments, budgets, schedule, obligations, payments."""
