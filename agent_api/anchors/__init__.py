"""Anchors: each hour the head of the chain, signed, leaves the machine.

Owns the tables ``anchor`` and ``anchor_delivery``. What an anchor is, is `eventlog.anchors`'. Imports `kit` and `mail`,
and no other noun. Read `hourly_service` first: it makes an anchor and delivers it.
"""
