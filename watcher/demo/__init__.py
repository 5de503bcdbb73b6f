"""The demo: a small site on loopback that plays the UN, and the story it moves through."""
