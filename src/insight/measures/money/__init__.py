"""What can be said of money: amounts, periods, places, and who it reaches."""
