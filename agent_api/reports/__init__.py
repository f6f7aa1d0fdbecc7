"""The daily report to the presidency and the monthly report of the operation, as documents, mails and downloads.

Imports `incidents`, `indicators`, `tickets`, `access`, `mail`, `timeline` and `kit`, and no other noun.
Read `service` first: it produces a report, stores it and mails it.
"""
