"""A site, noun by noun: each module holds a noun's shape and its checks. Imports `config.law`, `config.schema`. Pure.

Read `model` first, the site as one value; `loader` reads it from a folder; `consistency` checks what crosses nouns.
"""
