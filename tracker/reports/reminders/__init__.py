"""What comes due, told in time: one digest per person, and a calendar that they can subscribe to."""
