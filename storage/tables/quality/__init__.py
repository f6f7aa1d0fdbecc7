"""Tables of quality: the weekly samples, and the evaluations of their items. Import them from `storage.tables`."""
