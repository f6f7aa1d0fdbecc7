"""A database whose journal holds a synthetic month, and an API in front of it."""
