"""The registrar: phones, nonces and bindings."""
