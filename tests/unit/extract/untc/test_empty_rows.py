"""A table that is there and says nothing."""

from datetime import timedelta

from tests.end_to_end.tables import table
from watcher.extract.untc.status import extract
from watcher.model.capture import Document
from watcher.model.source import Source, Tier


def test_a_table_of_rows_without_cells_is_refused_by_its_headings():
    page = table()
    start = page.index(b"<tr", page.index(b"_tblgrid"))
    end = page.index(b"</table>", start)
    body = page[:start] + b"<tr></tr><tr></tr>" + page[end:]
    url = "https://treaties.un.org/Pages/ViewDetails.aspx"
    source = Source("untc", "untc-status", url, Tier.RECORD, timedelta(hours=1), treaty="XVIII-16")
    read = extract(source, Document(url, body, "text/html"))
    assert "headings" in {check.name for check in read.checks if not check.passed}
