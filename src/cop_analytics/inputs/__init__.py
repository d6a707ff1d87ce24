"""What people write: the registry, attributes, roles, events, health checks. Every fault is told with its cure."""
