"""A programme in figures, for anybody."""
