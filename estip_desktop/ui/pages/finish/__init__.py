"""The end of a conversation: what was saved, what was agreed, and a breath."""
