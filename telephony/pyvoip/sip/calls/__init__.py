"""SIP dialogs over pyVoIP."""
