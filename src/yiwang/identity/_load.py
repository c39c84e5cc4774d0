"""Units and people of a city from its data folder (to be filled in the next commit of this room)."""
