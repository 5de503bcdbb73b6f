"""Any PDF, by its text in passages.

lines.py       pdfium's text, line by line, with the place of each on its page
paragraphs.py  lines -> paragraphs, without page numbers and running heads
whole.py       did all of the file arrive?
extract.py     paragraphs -> findings, and the checks
"""

from watcher.extract.pdf.extract import extract

__all__ = ["extract"]
