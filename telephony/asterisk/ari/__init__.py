"""ARI: transport, requests and events."""
