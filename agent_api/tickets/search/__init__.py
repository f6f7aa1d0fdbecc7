"""Search of petitions by their words, by the caller's number and by their own number.

Imports `access`, `customers` and `kit`, and no other noun; of `tickets`, it imports `domain`, `queries`, `store` and
`texts`. Read `word_index` first: it says how words are stored, and `find` how they are found.
"""
