"""Which data of a person are erased and which the law keeps, with their Spanish labels. Pure.

Imports `config` and nothing else of the project. Read `plan` first: it decides what is erased, and what is kept for
which reason.
"""
