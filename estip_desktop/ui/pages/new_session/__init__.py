"""The first page of a conversation: who, what for, and what they agree to."""
