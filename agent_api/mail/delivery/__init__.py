"""Sending of mail, and what comes back. Read `postman` first."""
