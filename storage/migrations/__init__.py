"""The history of the schema, one file a step, never changed once released."""
