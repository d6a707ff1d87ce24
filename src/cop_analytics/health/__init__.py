"""The health check: three perspectives on the same dimensions, beside each other and never added up."""
