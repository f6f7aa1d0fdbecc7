"""The site's settings for petitions: typology, responsible areas, answers, attachments, status queries. Pure.

Imports `config.law`, `config.schema` and `config.errors`, and nothing else of the project. Read `typology` first: the
tree of kinds, themes and sub-themes, with the term and the area of each.
"""
