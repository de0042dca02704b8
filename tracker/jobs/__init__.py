"""Background work. A row of our database says what is to be done and where it stands; the queue only rings."""
