"""Templates of map sheets that the tests bring along."""
