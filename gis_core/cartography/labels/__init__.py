"""Labels (注记): where each may stand, which of them do, and those that become numbers in a key."""
