"""Lines at Twilio: account, numbers and their gateway process."""
