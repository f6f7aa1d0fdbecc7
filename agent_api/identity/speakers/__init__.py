"""The speaker of a call: the holder, a person who acts for them by a mandate, or another.

Imports the modules of `identity` above it, `mandates` and `access`, and no other noun. Read `service` first: it states
the speaker and checks the mandate; `agent_api.identity.domain.speaker` decides what may be said.
"""
