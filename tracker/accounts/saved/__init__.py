"""Saved views: what somebody filters a list by, under a name of theirs.

They are of ``accounts``, with sessions and tokens: a view is its person's, nobody else sees it, and it says nothing of
the funder's. Each list above says by ``@filtered_by`` what its address may ask; nothing here knows a list by name.
"""
