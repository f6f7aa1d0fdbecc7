"""Recordings at rest: encrypted files, the keys that open them, and where plain ones may lie."""
