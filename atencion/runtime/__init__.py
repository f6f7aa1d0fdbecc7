"""What every process of the system needs while it runs, beside its own work.

Owns the watch over the system's processes (`watchdog`), the warning that alerts reach nobody, and the database's schema
and accounts before they start (`schema`). It imports no role and nothing of calls. Read `watchdog` first.
"""
