"""What the site says about calls: queues, calendars, dialling, trunks, recordings, surveys. Pure."""
