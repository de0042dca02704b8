"""Statement f, the audit package: a ZIP in which every figure leads to the journal and every file to its fingerprint.

``read`` finds what is in it, ``lead`` ties the figures, ``xlsx``, ``pdf`` and ``record`` write it, ``bundle``
puts it together.
"""
