"""Year-end: every statement of a programme and a fiscal year, issued by workers who share the work."""
