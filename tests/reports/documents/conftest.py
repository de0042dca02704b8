"""The framework and its communities, whose reports claim documents."""

from tests.grants.frameworks.conftest import cadre

__all__ = ["cadre"]
