"""The worked agreement at its end."""

from tests.insight.conftest import closed

__all__ = ["closed"]
