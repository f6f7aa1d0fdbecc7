"""The steps of a new entity and their states. Pure.

Imports `config.site` and nothing of the noun. Read `steps` first: it judges each step.
"""
