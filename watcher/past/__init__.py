"""Captures that were saved earlier, read from files in the order in which they were made.

moments.py    when a file was captured, from its name or from the page
files.py      HTML files, feeds and the like, and folders of them
warc.py       WARC files, as web archives write them
read.py       all of it: paths -> captures in order
"""
