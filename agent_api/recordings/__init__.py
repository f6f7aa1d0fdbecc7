"""Recordings: taken in from the gateway, heard by who may, and deleted when their time is over."""
