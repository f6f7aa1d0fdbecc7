"""Tickets: petitions, filed with a number that can be dictated."""
