"""Recordings that Twilio makes, until they are fetched."""
