"""A report's form as plain values: its template, what it asks of one report, what was answered. Pure.

A template is data (``template``). With the facts of one report (``facts``) it becomes a layout: sections of
fields and grids, each field with a *path* such as ``finance.lines.materials.spent`` (``layout``). What people
answer is text by path; ``check`` reads it all and says what is wrong, for the web and for the spreadsheet
alike; ``merge`` compares two versions of it.
"""
