"""Pages from published tables: a page can show no more than the tables do."""
