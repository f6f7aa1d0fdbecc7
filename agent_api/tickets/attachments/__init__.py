"""Attachments: files that belong to a ticket, encrypted outside the database."""
