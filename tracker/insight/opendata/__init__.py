"""Open data: what anybody may know of agreements, in the forms of two public standards."""
