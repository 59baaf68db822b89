"""One entry of a person's record: everything it says."""
