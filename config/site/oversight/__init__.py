"""What the site says about the contract: indicators, watched systems, the interventoría's mailboxes. Pure."""
