"""The embedded gateway: pyVoIP's messages and calls, our transactions, one media thread for all calls."""
