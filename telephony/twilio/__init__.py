"""The cloud gateway: Twilio holds the calls and asks us, by webhooks, what to do with them."""
