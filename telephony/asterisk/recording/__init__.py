"""Recordings on Asterisk: their timeline, their files, and the controller of MixMonitor.

Imports `call` and `ari` of `telephony.asterisk`, and `telephony.port`, `telephony.metrics` and
`telephony.background_tasks`, and nothing else of the project. Read `controller` first: it starts and stops MixMonitor
and finishes each file.
"""
