"""The order in which the doors open: Prefect flows over the stations of cop_analytics."""
