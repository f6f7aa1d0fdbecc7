"""Objects that the composition root or a noun provides to all others, as protocols and values. It imports no noun.

Read `handlers` first.
"""
