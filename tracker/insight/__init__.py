"""What the figures say together: the portfolio, an agreement's pages, everybody's first page."""
