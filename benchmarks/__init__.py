"""What BENCHMARKS.md quotes, runnable: ``./dev bench``."""
