"""Keys and seals: Argon2id, AEAD, MACs, recovery words, certificates, age."""
