"""The report to the presidency, the report of the operation and the reports of findings, as documents.

Imports `incidents`, `indicators`, `quality`, `tickets`, `notifications`, `access`, `mail`, `timeline` and `kit`, and no
other noun. Read `service` first: it produces a report, stores it and mails it.
"""
