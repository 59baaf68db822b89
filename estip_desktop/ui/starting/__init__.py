"""What the pages share on which a conversation is begun, with one person or with a group."""
