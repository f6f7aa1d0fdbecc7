"""Notifications: what concerns one user, under the bell of the screens, read or unread.

Imports `access` and `kit`, and no other noun. Read `service` first: the nouns above write a notification in the
transaction of its cause, and each user lists and marks their own.
"""
