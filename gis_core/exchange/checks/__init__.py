"""The checks of a delivery: of each row by itself, and of rows beside each other and beside those on record."""
