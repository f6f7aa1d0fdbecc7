"""Delivery of mail by SMTP, and reports of messages that did not arrive.

Imports `mail` and no other noun. Read `postman` first: it sends what is due.
"""
