"""Limits on requests and on wrong sign-ins. Read `rate_limit` first."""
