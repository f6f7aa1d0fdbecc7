"""What a user has seen of the help: the tour of each role, and the news of a release.

A mark is a preference of a user and not an event of the service, so the log has no fact of it. The guides, the tours
and the news are data of the screens (`web/src/features/help`).

Imports `access` and `kit`, and no other noun. Read `service` first.
"""
