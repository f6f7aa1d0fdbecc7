"""Help marks of a user: which tours of roles, and the news of which release, the user has seen.

A mark is a preference of a user and not an event of the service, so the log has no fact of it. The guides, the tours
and the news are data of the screens (`web/src/features/help`).

Imports `access` and `kit`, and no other noun. Read `service` first.
"""
