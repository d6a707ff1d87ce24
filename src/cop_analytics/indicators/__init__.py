"""One concept a file: a function, a sentence and a warning. Nothing here knows a database or adds two indicators."""
