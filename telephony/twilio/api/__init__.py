"""Requests to Twilio's REST API."""
