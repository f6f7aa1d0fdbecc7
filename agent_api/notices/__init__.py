"""Notices: what people of the entity are told of tickets without asking."""
