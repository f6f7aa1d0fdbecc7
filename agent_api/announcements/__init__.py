"""Messages and announcements to the staff, with receipts: a bulletin is either of them.

Imports `staff`, `roster`, `notifications`, `exports`, `access`, `timeline` and `kit`. Read `service` first: it
publishes a bulletin, delivers it, and marks it as read. The desk tells its clients that there is a new one.
"""
