"""What every process of the system needs while it runs, beside its own work.

Owns the watch over the system's processes, and the warning that alerts reach nobody. It imports no role and nothing of
calls. Read `watchdog` first.
"""
