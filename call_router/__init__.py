"""ACD: the function library in Valkey, the service over it, and the process that keeps time."""
