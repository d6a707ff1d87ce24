"""The platform's stand-in: the invented bank behind a real socket on loopback."""
