"""A real call to a draft of the site: the production call flow, on the router's model instead of the router.

The call has no campaign: its facts stay in memory, no advisor's phone rings, nothing is dialled or recorded, and it
ends where it would enter a queue. Imports `calls.simulation`, `calls.peers.port` and `storage`. Read `session` first;
`openings` has what a person opens, `store` its place in Valkey.
"""
