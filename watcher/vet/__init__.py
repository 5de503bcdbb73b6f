"""Is what was read believable? The gates, in order; one that fails quarantines the capture. Pure.

examine.py      all gates -> checks -> believed, quarantined or failed; what repetition accepts
gates.py        at least so many findings; columns, rows and cells that were known are there
size.py         how much of what was known may differ at once
right_page.py   positive proof that this is still the page that was watched

The extractor has checked what can be seen on the document alone (right page, whole, required
texts, language, headings, header counts, dates). Here the rest is checked.
"""

from watcher.vet.examine import Judgement, examine, findings_digest, reasons, verdict, vet
from watcher.vet.remembered import Remembered

__all__ = ["Judgement", "Remembered", "examine", "findings_digest", "reasons", "verdict", "vet"]
