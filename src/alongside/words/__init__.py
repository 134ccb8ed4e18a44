"""How numbers read: digits that an interval bears, intervals, counts of things. Pure; everybody above may use it."""
