"""What a platform says, over HTTP: one transport, one folder a platform. Knows no database."""
