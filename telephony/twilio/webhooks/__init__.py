"""Requests from Twilio: validation and TwiML."""
