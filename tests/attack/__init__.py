"""An adversary with every release, the dictionary and outside knowledge, against seeded banks: `make attack`."""
