"""The listing of depositary notifications (C.N.s) of the UN Treaty Collection.

runs.py     the page as pieces of text, each with the links in it
items.py    which pieces belong to one notification
subject.py  a notification's title -> participant and action
extract.py  items -> findings, and the checks
"""

from watcher.extract.notifications.extract import extract

__all__ = ["extract"]
