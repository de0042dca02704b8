"""Accountability statements: built once from the journal, frozen, written as JSON, PDF and Excel."""
