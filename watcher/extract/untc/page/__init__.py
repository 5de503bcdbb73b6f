"""The status of a treaty as the UN Treaty Collection publishes it as a page."""
