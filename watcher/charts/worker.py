"""The process that draws: specifications come in on standard input, pictures go out.

    {"spec": {…}, "form": "svg" | "png", "scale": 2}         one line
    {"size": 1234} and a line break, and so many bytes; or {"error": "…"}

It draws what waits, one after the other, and ends when nothing came for some seconds, when it has
drawn `MOST_CHARTS`, or when standard input ends. The engine takes 90 MB and half a second to start:
that is why it lives here and not in the program. `drawing.Drawer` runs it.
"""

import json
import os
import select
import signal
import sys

from watcher.charts.safe import problem_of

#: Charts that one process draws: what its engine keeps is given back now and then.
MOST_CHARTS = 500

_STDIN, _STDOUT = 0, 1


def main(idle: float, limit: int) -> None:
    """Draw until nothing has come for `idle` seconds; a chart that takes `limit` ends it all."""
    # The alarm's own action ends the process, even inside the engine, and if nobody waits any more.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's to handle
    waiting = b""
    for _ in range(MOST_CHARTS):
        while b"\n" not in waiting:
            ready, _, _ = select.select([_STDIN], [], [], idle)
            more = os.read(_STDIN, 1 << 16) if ready else b""
            if not more:
                return
            waiting += more
        line, _, waiting = waiting.partition(b"\n")
        signal.alarm(limit)
        _write(_answer(line))
        signal.alarm(0)


def _answer(line: bytes) -> bytes:
    try:
        asked = json.loads(line)
        picture = _drawn(asked["spec"], asked["form"], asked["scale"])
    except Exception as error:  # noqa: BLE001 - the engine raises what it likes; it is told
        return json.dumps({"error": _first_lines(error)}).encode() + b"\n"
    return json.dumps({"size": len(picture)}).encode() + b"\n" + picture


def _drawn(spec: object, form: str, scale: float) -> bytes:
    """Draw as SVG, and from that as PNG: what is refused as SVG is refused as either."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[])
    if (problem := problem_of(svg)) is not None:
        raise ValueError(f"the picture {problem}")
    return svg.encode() if form == "svg" else vl_convert.svg_to_png(svg, scale=scale)


def _first_lines(error: Exception) -> str:
    return " ".join(str(error).split("\n")[:2])[:300] or type(error).__name__


def _write(answer: bytes) -> None:
    while answer:
        answer = answer[os.write(_STDOUT, answer) :]


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
