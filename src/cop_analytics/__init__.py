"""Communities of practice, seen from three sides and beside their own data."""

__version__ = "0.1.0"
