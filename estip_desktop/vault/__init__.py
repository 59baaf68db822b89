"""Vaults: key slots, unlocking, and what an open vault offers."""
