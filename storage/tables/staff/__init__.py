"""Tables of the staff: the register, the roster and training.

Imports only `storage.tables.columns`. Read `register` first: its people have queues, absences and courses.
"""
