"""The site's choices for forms: kinds, themes and sub-themes of petitions, and reasons of a pause.

Imports `kit` and no other noun. Read `validation` first: it checks that a topic is in the typology and may be chosen
today.
"""
