"""One call at Twilio: its desired state and its legs. Pure but for the store."""
