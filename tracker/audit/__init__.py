"""Auditors at work: engagements, samples and working papers, the audit package."""
