"""A digest goes out: one file for each kind of channel, `channels` the table of them."""
