"""What the composition root or a noun gives to all others, as protocols and values. It imports no noun.

Read `handlers` first.
"""
