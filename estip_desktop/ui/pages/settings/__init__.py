"""Settings: how it looks, when it locks, who you are, which desk receives, and what this is.

Every change applies at once. Looks belong to the laptop; everything else lies in the vault.
"""
