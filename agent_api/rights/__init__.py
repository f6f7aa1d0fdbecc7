"""Who may enter and what they are granted: users, service tokens, and rights that need two persons.

Owns the routes of `/users`, `/tokens` and `/rights-requests`. Read `plan` first: it decides what a second person must
approve, and who may. `granting` carries it out in one transaction with its facts, for the API and the terminal alike;
`requests` and `tokens` keep the rows. It may import `agent_api.access`, which does not import it.
"""
