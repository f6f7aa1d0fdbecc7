"""The lines of the site in force, with the names that screens show.

Imports `kit` and no noun. Read `routes` first: it holds the one route and its response.
"""
