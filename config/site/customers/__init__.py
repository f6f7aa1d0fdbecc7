"""The site's settings for customers: identity questions, lookups in other systems, and large clients. Pure.

Imports `config.schema` and `config.site.reports`. Read `lookups` first: it holds the connectors to other
systems, and their lookups.
"""
