"""The site's settings for customers: identity questions and lookups in other systems. Pure.

Imports `config.schema`, and no other package of `config.site`. Read `lookups` first: it holds the connectors to other
systems, and their lookups.
"""
