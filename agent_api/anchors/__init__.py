"""Anchors: each hour the head of the chain, signed, leaves the machine.

Owns the tables ``anchor`` and ``anchor_delivery``. `eventlog.anchors` defines an anchor. Imports `kit` and `mail`,
and no other noun. Read `hourly_service` first: it makes an anchor and delivers it.
"""
