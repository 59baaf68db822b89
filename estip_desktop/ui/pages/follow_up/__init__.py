"""How an agreed contact went, or its start."""
