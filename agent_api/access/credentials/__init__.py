"""Passwords, second factors and tokens. Imports `kit`, `storage`. Read `users` first."""
