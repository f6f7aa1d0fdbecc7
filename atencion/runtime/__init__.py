"""What runs the processes of this node and watches over them, beside their own work.

Owns replacing a process that hangs (`heartbeats`, `liveness`, `options_probe`, `hung_processes`), stopping a system of
which a part would never be started again (`watchdog`), the files of the logs, the check of the alerts' addresses, and
the database's schema and accounts before they start (`schema`). It imports no role and nothing of calls. Read
`hung_processes` first.
"""
