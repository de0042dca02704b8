"""From a figure of a statement to the entries it is a sum of, and to the record behind each."""
