"""The builder: staff write the templates of their programme, see them as partners will, and publish them."""
