"""Changes of the queues that advisors serve now, until a time of the same day.

PostgreSQL has them, and every computation of an advisor's queues reads them (`agent_api.roster.queries`). Imports the
roster, `access`, `timeline` and `kit`. Read `service` first: it starts and ends a change.
"""
