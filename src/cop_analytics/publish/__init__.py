"""The release: tables through disclosure control, a descriptor, pages; put in place all at once."""
