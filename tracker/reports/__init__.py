"""What partners declare and what the funder accepts: reports, expenses, interest, adjustments, indicators."""
