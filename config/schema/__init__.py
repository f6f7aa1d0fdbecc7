"""Field types of the site's YAML, and the reader that converts YAML nodes to them. Pure.

Imports `config.errors` alone. Read `fields` first: it has the types.
"""
