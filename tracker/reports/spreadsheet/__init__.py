"""The same report as a spreadsheet: downloaded, filled in without a connection, sent back, compared, taken in.

``writer`` makes the workbook of a layout, ``reading`` finds its cells again wherever rows were moved, ``compare``
sets them against what was downloaded and what is kept now, ``annotate`` gives the workbook back with its faults.
"""
