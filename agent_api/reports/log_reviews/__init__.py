"""Reviews of the access log: a period's rows and the accounts compared with the entity's list, signed once.

Imports `access`, `access_log`, `kit` and `timeline`, and of `reports` the renderers. Read `domain` first:
the comparison and the document.
"""
