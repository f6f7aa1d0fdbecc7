"""Publications of the site: a version put in force at a moment, for all processes at once.

PostgreSQL has the publications, the versions and their files; each process asks for the one in force
(`atencion.runtime.site.follower`). Imports `timeline` and `kit`, and no other noun. Read `service` first: it publishes
a version in one transaction.
"""
