"""What the portfolio achieved: indicators over agreements, years and regions."""
