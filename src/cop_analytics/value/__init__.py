"""Value creation: stories, what shows them, what they are worth in money, and how well that can be trusted."""
