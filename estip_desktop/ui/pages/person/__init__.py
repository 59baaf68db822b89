"""One person's record: what happened, how scores moved, what is next, who looked."""
