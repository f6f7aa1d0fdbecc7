"""Calibration sessions: evaluators judge the same work blindly, and are compared with a master (M5-1-05, A21).

Imports `access`, `kit`, `notifications`, `tickets` and `timeline`, and no other noun. Read
`domain` first: its state machine has the acts of a session.
"""
