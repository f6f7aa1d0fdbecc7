"""An advisor's own calls: those that the advisor answered today, and earlier ones that lack a disposition.

Imports `tickets`, `customers`, `dispositions`, `access` and `kit`, and no other noun. Read `service` first: it collects
the calls with their tickets and dispositions.
"""
