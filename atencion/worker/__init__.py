"""Jobs of the worker process, and the settings that they need."""
