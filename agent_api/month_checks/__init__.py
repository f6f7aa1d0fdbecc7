"""Checks before a month is closed: results that a closed month would keep unfinished, each with its remedy.

Owns no table. Imports `incidents`, whose open incidents and data gaps it counts. Read
`service` first: it gathers the counts that `domain.checks` judges.
"""
