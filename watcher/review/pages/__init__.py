"""One file a page; each has a `router` that the table in `app.py` names."""
