"""The site on screen: drafts that several people edit, the gate of a publication, and the publications.

Imports `prompts`, `simulations`, `access`, `timeline` and `kit`, and no other noun. Read `drafts` first: it opens a
draft and saves changes of it; `publications` puts a version in force, `draft_calls` a draft at the test number.
"""
