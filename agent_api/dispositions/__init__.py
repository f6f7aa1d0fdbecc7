"""Dispositions: what each call was about."""
