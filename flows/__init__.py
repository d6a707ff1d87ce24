"""The order in which the doors open: Prefect flows over the rooms of cop_analytics."""
