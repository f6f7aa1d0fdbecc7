"""The gateway that a process drives, and the driver that it is connected to.

Imports `atencion.phones`, `atencion.runtime`, `calls` and `telephony`. Read `parts` first: it chooses the gateway of
the settings.
"""
