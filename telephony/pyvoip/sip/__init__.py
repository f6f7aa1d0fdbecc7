"""SIP of the embedded gateway beyond one call: session timers, and dialogs that outlive the process.

Imports ``dialog``, ``messages`` and ``client`` of the package above; calls import it. Read ``dialog_file`` first.
"""
