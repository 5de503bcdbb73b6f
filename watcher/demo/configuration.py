"""The configuration of the tour: the demo's site in place of the UN."""

import json
from pathlib import Path

from watcher.demo.other_pages import FEED_PATH, UNODC_PATH
from watcher.demo.story import NUMBER

#: The database's name in the tour's folder.
DATABASE = "watcher.db"

_CONFIGURATION = """\
# The demo's tour. The site stands on this computer, and is gone when the tour is over.
[service]
database = {database}
allow_private_addresses = true  # the site stands on loopback
host_pause = "0s"

[web]
listen = "{listen}"
public_url = "http://{listen}"

[[treaty]]
number = "{number}"
name = "UN Convention against Cybercrime"
aliases = ["Hanoi Convention", "Cybercrime Convention"]
closes_for_signature = 2026-12-31
entry_into_force = {{ count = 40, days = 90 }}

[[source]]
id = "untc-cybercrime"
kind = "untc-status"
treaty = "{number}"
url = {status}

[[source]]
id = "un-news"
kind = "feed"
url = {feed}
tier = "official"

[[source]]
id = "unodc-convention"
kind = "page"
url = {unodc}
select = "main"
ignore = ["^Last updated"]
require_text = ["opened for signature"]
tier = "official"

[[channel]]
id = "terminal"
kind = "console"

[[channel]]
id = "file"
kind = "file"
path = {digests}

[[digest]]
id = "tour"
title = "The tour's digest, partly simulated"
schedule = "daily"
channels = ["terminal", "file"]
"""


def demo_config(base_url: str, directory: Path, listen: str = "127.0.0.1:8080") -> str:
    """Write the tour's configuration as TOML: the real pipeline polls the site at `base_url`.

    `listen` is where the review desk is served. Database and digests are kept in `directory`, as
    `watcher.db` and `digests.jsonl`.
    """
    return _CONFIGURATION.format(
        number=NUMBER.text,
        listen=listen,
        database=_toml(str(directory / DATABASE)),
        digests=_toml(str(directory / "digests.jsonl")),
        status=_toml(base_url + NUMBER.status_path),
        feed=_toml(base_url + FEED_PATH),
        unodc=_toml(base_url + UNODC_PATH),
    )


def _toml(text: str) -> str:
    """Quote the text for TOML: as JSON does, and DEL too, which TOML does not allow bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
