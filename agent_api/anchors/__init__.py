"""Anchors: each hour the head of the chain, signed, leaves the machine.

Owns the tables ``anchor`` and ``anchor_delivery``. What an anchor is, is `eventlog.anchors`'. Read `service` first.
"""
