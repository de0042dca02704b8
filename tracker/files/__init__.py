"""Files that people add: kept once by their content, checked before they are kept, served at arm's length."""
