"""How it is done: each package turns one technology into the ports of the features."""
