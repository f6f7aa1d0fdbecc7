"""Users, service tokens, and rights that need two persons.

Owns the routes of `/users`, `/tokens` and `/rights-requests`. Imports `agent_api.access`, which does not import it.
Read `approval_policy` first: it decides what a second person must approve, and who may. `service` carries it out in
one transaction with its facts, for the API and the terminal alike; `request_store` and `token_store` keep the rows.
"""
