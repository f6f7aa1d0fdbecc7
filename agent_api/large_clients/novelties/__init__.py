"""Novelties of the channel of large clients: sent to technology and the interventoría, confirmed, answered, closed.

Imports `access`, `exports`, `kit`, `mail`, `notifications`, `tickets`, `timeline` and the register. Read `domain`
first: its state machine has which act is possible when.
"""
