"""Hold a health check: each step as its protocol allows it, and the pack that is frozen for those it belongs to."""
