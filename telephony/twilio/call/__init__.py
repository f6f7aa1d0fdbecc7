"""One call at Twilio: its desired state and its legs. Pure."""
