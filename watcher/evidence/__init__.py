"""Evidence: what makes the log and its captures provable, and the pack that proves one change.

canonical.py  the bytes that are hashed
sshsig.py     signatures that `ssh-keygen -Y verify` accepts
key.py        the key file beside the database
head.py       what is signed: the newest number and hash of each chain
chain.py      what each row must say, from the bytes that it was hashed from
replay.py     the findings that follow from the log
warc.py       captures as WARC records
table.py      changes as lines of a spreadsheet
statement.py  one change as a page to read and print
pack.py       one change with all that proves it, as a ZIP file
newfile.py    files that are there whole, or not at all

Nothing here knows the database: rows come in as plain values.
"""
