"""What happened since the vault was last open."""
