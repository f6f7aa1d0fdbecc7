"""Recordings on Asterisk: timeline, files and controller."""
