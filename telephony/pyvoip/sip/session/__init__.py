"""Session timers and the dialogs of a gateway that died (RFC 4028)."""
