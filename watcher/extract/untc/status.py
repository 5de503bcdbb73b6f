"""The status of a treaty at the UN Treaty Collection, as a page or as XML.

    document -> page.read | xml.read -> StatusRecord -> findings -> Extraction

Read strictly (facts are in CONTRIBUTING.md, "Official pages"): the document must name the treaty
that was asked for, each heading and cell is understood or reported, and the header's own counts
must agree with the cells. Whatever fails is a failed check, never a guess.
"""

from watcher.extract.untc.findings import findings
from watcher.extract.untc.page import read as page
from watcher.model.capture import Document
from watcher.model.finding import Extraction
from watcher.model.source import Format, Source


def extract(source: Source, document: Document) -> Extraction:
    """Read a status document; what does not hold is told by the failed checks."""
    if source.format is Format.XML:
        from watcher.extract.untc.xml import read as xml  # lxml, which pages do not need

        return findings(xml.read(source, document))
    return findings(page.read(source, document))
