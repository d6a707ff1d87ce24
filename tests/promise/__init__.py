"""The linter of the promise: no score, grade, rank or traffic light, no order by value, no mean of ordinal answers."""
