"""Drawing happens in a process of its own: bounded, kept, and harmless to whoever asked."""

import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.unit.charts.building import Row, a_timeline
from tests.unit.charts.test_tile_map import HOSTILE, ROWS
from watcher.charts.drawing import Drawer, Form, _Memory, etag_of
from watcher.charts.safe import problem_of
from watcher.charts.tile_map import tile_map
from watcher.charts.timeline import timeline
from watcher.errors import DrawingError

SVG = "{http://www.w3.org/2000/svg}"
POINT = {"mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}


@pytest.fixture(scope="module")
def drawer():
    with Drawer() as drawer:
        yield drawer


@pytest.fixture
def asked():
    """A server, and what it was asked for."""
    paths = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


@pytest.mark.parametrize("narrow", [False, True])
def test_a_picture_has_the_size_and_the_words_of_its_chart(drawer, narrow):
    chart = timeline(a_timeline(), narrow=narrow)
    drawn = drawer.draw(chart.spec)
    root = ET.fromstring(drawn.content)
    assert (root.get("width"), root.get("height")) == (str(chart.width), str(chart.height))
    said = [each.text or "".join(each.itertext()) for each in root.iter(f"{SVG}text")]
    assert "75 signatories" in said
    assert {"0", "20", "40", "60", "80"} <= set(said)
    assert drawn.media_type == "image/svg+xml"
    assert drawn.etag == etag_of(chart.spec)


def test_a_mail_gets_the_same_as_png_twice_as_large(drawer):
    chart = timeline(a_timeline())
    drawn = drawer.draw(chart.spec, Form.PNG)
    assert drawn.content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(drawn.content[at : at + 4]) for at in (16, 20))
    assert (width, height) == (2 * chart.width, 2 * chart.height)
    assert drawn.media_type == "image/png"
    assert drawn.etag == etag_of(chart.spec, Form.PNG) != etag_of(chart.spec)


def test_what_was_drawn_is_kept_and_the_process_ends_when_it_is_idle(drawer):
    spec = timeline(a_timeline()).spec
    with Drawer(idle=0.05) as idle:
        assert not idle.running
        first = idle.draw(spec, Form.PNG)
        while idle.running:
            time.sleep(0.01)
        assert idle.draw(spec, Form.PNG) == first
        assert not idle.running
        assert idle.draw(timeline(a_timeline(needed=50)).spec)
    assert drawer.draw(spec, Form.PNG) == first  # whichever process draws


def test_a_process_that_is_killed_costs_nothing_but_a_new_one(drawer):
    drawer.draw(timeline(a_timeline(needed=41)).spec)
    drawer._worker.end()
    assert drawer.draw(timeline(a_timeline(needed=42)).spec)


def test_what_was_drawn_longest_ago_is_forgotten_where_there_is_no_room():
    memory = _Memory(10)
    memory.put("a", b"12345")
    memory.put("b", b"12345")
    assert memory.get("a") == b"12345"
    memory.put("c", b"1234")
    assert [memory.get(each) for each in "abc"] == [b"12345", None, b"1234"]
    memory.put("d", b"more than there is room for")
    assert [memory.get(each) for each in "abcd"] == [None] * 4


def test_pictures_with_hostile_names_run_nothing_and_ask_for_nothing(drawer):
    for names in (HOSTILE[:4], HOSTILE[4:]):
        rows = [Row(name, None, "signatory") for name in names]
        drawn = drawer.draw(tile_map([*ROWS, *rows], in_force=True, narrow=True).spec)
        root = ET.fromstring(drawn.content)
        elements = {each.tag.removeprefix(SVG) for each in root.iter()}
        assert elements <= {"svg", "g", "path", "rect", "line", "text", "defs", "clipPath"}
        assert not [key for each in root.iter() for key in each.attrib if key.startswith("on")]


@pytest.mark.parametrize(
    ("spec", "word"),
    [
        ({"data": {"url": "data.json"}, **POINT}, "url"),
        ({"layer": [{"data": {"url": "file:///etc/hostname"}, **POINT}]}, "url"),
        ({"data": {"values": [{"u": "x.png"}]}, "mark": "image"}, "image"),
        ({"layer": [{"mark": {"type": "image"}}]}, "image"),
        ({"mark": "point", "encoding": {"href": {"field": "u"}}}, "href"),
        ({"usermeta": {"embedOptions": {"loader": {}}}}, "usermeta"),
    ],
)
def test_what_asks_for_something_from_outside_is_not_even_tried(spec, word):
    with Drawer() as drawer:
        with pytest.raises(DrawingError, match=f"something from outside .{word}."):
            drawer.draw(spec)
        assert not drawer.running


def test_the_engine_itself_asks_no_server(drawer, asked):
    url, paths = asked
    data = b'{"form":"png","scale":1,"spec":{"data":{"url":"%s/x"},"mark":"point"}}\n'
    with pytest.raises(DrawingError, match="not allowed"):
        drawer._asked(data % url.encode(), time.monotonic() + 30)
    assert paths == []


def test_what_is_no_chart_is_refused_and_the_process_goes_on(drawer):
    for spec in ({}, {"mark": "nonsense"}):
        with pytest.raises(DrawingError, match="the chart cannot be drawn: "):
            drawer.draw(spec)
    assert drawer.draw(timeline(a_timeline()).spec)


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        ("<svg><script>1</script></svg>", "<script>"),
        ("<svg><style>@import 'x'</style></svg>", "<style>"),
        ("<svg><a><text>x</text></a></svg>", "<a>"),
        ("<svg><foreignObject/></svg>", "<foreignObject>"),
        ('<!DOCTYPE svg [<!ENTITY x "y">]><svg/>', "<!DOCTYPE>"),
        ("<svg><![CDATA[x]]></svg>", "<![CDATA[x]]>"),
        ("<?xml-stylesheet href='x'?><svg/>", "<?xml-stylesheet>"),
        ('<svg onload="x"/>', "onload="),
        ('<svg><g\nonclick = "x"/></svg>', "onclick ="),
        ('<svg><path xlink:href="#x"/></svg>', "xlink:href="),
        ('<svg><rect fill="url(http://x)"/></svg>', "url("),
        ('<svg><rect style="fill:red"/></svg>', "style="),
        ("<svg>" + "x" * 5_000_000, "larger than"),
    ],
)
def test_a_picture_that_could_do_anything_is_not_let_through(svg, said):
    assert said in problem_of(svg)


def test_text_that_speaks_of_scripts_is_let_through():
    assert problem_of('<svg><text>&lt;script&gt; onload= style="x" url(x)</text></svg>') is None
    assert problem_of('<svg><g clip-path="url(#clip0)"/></svg>') is None


def test_a_chart_that_takes_too_long_ends_in_a_sentence():
    with Drawer(timeout=0.01) as hasty:
        with pytest.raises(DrawingError, match=r"it took more than 0\.01 seconds"):
            hasty.draw(timeline(a_timeline()).spec)
        assert hasty._worker._process.wait() == -9


def test_more_than_may_wait_are_refused_at_once():
    with Drawer(waiting=0) as busy, pytest.raises(DrawingError, match="too many charts wait"):
        busy.draw(timeline(a_timeline()).spec)


def test_threads_that_want_the_same_get_the_same(drawer):
    spec = tile_map(ROWS, in_force=True).spec
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(drawer.draw, [spec] * 4))
    assert len({each.content for each in found}) == 1


def test_after_its_end_nothing_is_drawn():
    drawer = Drawer()
    drawer.close()
    with pytest.raises(DrawingError, match="the program is ending"):
        drawer.draw(timeline(a_timeline()).spec)


def test_too_large_a_chart_is_refused():
    with Drawer() as drawer, pytest.raises(DrawingError, match="larger than 2 MB"):
        drawer.draw({"description": "x" * 3_000_000})


def test_the_program_that_asks_never_loads_what_draws():
    program = (
        "import sys; import watcher.charts.drawing, watcher.charts.tile_map, "
        "watcher.charts.timeline, watcher.deliver.email, watcher.cli.app; "
        "print('vl_convert' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ran.stdout.split() == [b"False"]
