"""ACD: the function library in Valkey, the service over it, and the process that runs its timers.

Imports `telephony`, `eventlog`, `storage` and `config`, and no other room. Read `service` first: it is the router as
other rooms use it; the rules themselves are in `library`.
"""
