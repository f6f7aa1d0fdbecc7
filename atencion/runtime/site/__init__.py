"""The site of a running system: the folder at the start, its files, and the version in force without a restart.

Imports `atencion.runtime` and `agent_api.site_admin.publications`, and no other package of `atencion`. Read `follower`
first: it switches a process to the version in force.
"""
