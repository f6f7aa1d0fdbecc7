"""Tables of user accounts: rights and sessions, the access log and the reviews of accounts.

Imports only `storage.tables.columns`. Read `access` first: the other tables name its accounts.
"""
