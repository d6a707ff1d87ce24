"""Jive: its lists, its words, and what of them may be kept."""
