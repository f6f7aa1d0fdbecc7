"""The site on screen: drafts that several people edit, the gate of a publication, and the publications.

Imports `prompts`, `access`, `timeline` and `kit`, and no other noun. Read `drafts` first: it opens a
draft and saves changes of it; `publications` puts a version in force.
"""
