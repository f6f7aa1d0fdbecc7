"""The heads of the days: what the interventoría keeps of the chain, to hold sealed periods against."""
