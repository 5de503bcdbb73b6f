"""The JSON API under /api/v1, its description and the page that explains it.

v1.py         the table of resources, each in a file of its own
models.py     what is answered; fields.py what is taken
answers.py    ETags; paging.py cursors and Link headers
document.py   OpenAPI; reference.py serves it, and as a page
"""
