"""Tables of the staff: the register, the roster, training, and the knowledge base.

Imports only `storage.tables.columns`. Read `register` first: its people have queues, absences and courses.
"""
