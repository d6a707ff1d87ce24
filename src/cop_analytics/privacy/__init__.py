"""What may not be kept (pseudonyms, the vault) and what may not be shown (disclosure control)."""
