"""The fault catalogue, survived: one test a fault, one figure a goal."""
