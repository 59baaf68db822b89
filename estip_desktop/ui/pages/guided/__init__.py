"""One page of a guided conversation: what might be said, one thing to capture, one way on."""
