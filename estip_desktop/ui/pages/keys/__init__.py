"""Changing the passphrase, making a new recovery sheet, trying the one there is."""
