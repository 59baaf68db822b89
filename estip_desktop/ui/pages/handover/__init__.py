"""A colleague answers alone; nothing else can be seen, and only the passphrase leads back."""
