"""Claims of speed and memory, each measured as a ratio or a rate within one run: `make bench`."""
