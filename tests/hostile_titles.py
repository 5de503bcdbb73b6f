"""A hundred titles that somebody hostile could write, for whatever shows titles.

Each tries to run a script that sets `window.ran`, to leave its place, to turn the text around it,
to break a layout, or to be taken for something else by what reads it.
"""

from itertools import islice, product

_SCRIPT = "window.ran=1"

#: What would run, were it not escaped.
_RUNNING = (
    f"<script>{_SCRIPT}</script>",
    f"<ScRiPt >{_SCRIPT}</sCrIpT >",
    f'<img src=x onerror="{_SCRIPT}">',
    f"<svg onload={_SCRIPT}>",
    f"<svg><animate onbegin={_SCRIPT} attributeName=x dur=1s>",
    f'<iframe srcdoc="<script>parent.{_SCRIPT}</script>"></iframe>',
    f"<details open ontoggle={_SCRIPT}>",
    f'<a href="javascript:{_SCRIPT}">Ratified</a>',
    f'<form action="javascript:{_SCRIPT}"><button autofocus onfocus={_SCRIPT}>Sign',
    f"<body onload={_SCRIPT}>",
    f'<meta http-equiv="refresh" content="0;url=javascript:{_SCRIPT}">',
    f'<object data="javascript:{_SCRIPT}"></object>',
    f"<style>@import 'javascript:{_SCRIPT}';</style>",
    f"<math><mtext><mglyph><style><img src=x onerror={_SCRIPT}>",
    f"<noscript><p title='</noscript><img src=x onerror={_SCRIPT}>'>",
    "<base href=//evil.example.org/>",
    "<link rel=stylesheet href=//evil.example.org/a.css>",
    "<img src=//evil.example.org/pixel.png>",
)

#: Where it would stand, were it put there as it is.
_BREAKING = (
    "{}",
    '">{}',
    "'>{}",
    "</title>{}",
    "--></textarea>{}<!--",
    "</bdi></a></li></main>{}",
)

#: What is no markup.
_OTHER = (
    f"javascript:{_SCRIPT}",
    f"java\tscript:{_SCRIPT}",
    f"data:text/html,<script>{_SCRIPT}</script>",
    f'" autofocus onfocus={_SCRIPT} x="',
    f"' onmouseover='{_SCRIPT}",
    f"`-{_SCRIPT}-`",
    "{{ 7 * 7 }}",
    "{% for x in range(10) %}{{ x }}{% endfor %}",
    "{{ config.__class__.__mro__ }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "\u202egnp.tsaerg\u202c ratified",
    "\u2066\u2067\u2068 isolates never closed",
    "\u200f\u061c\u200e marks of direction",
    "NUL \x00 in the middle",
    "controls \x01\x02\x07\x08\x1b[2J\x1b]0;title\x07\x9b1m",
    "line\u2028separator\u2029and paragraph",
    "carriage\r\nreturn: Set-Cookie: a=b",
    "]]><!-- cdata -->",
    "&lt;b&gt; is escaped already &amp;amp;",
    "&#106;avascript:1 &#x3c;script&#x3e;",
    '=HYPERLINK("http://evil.example.org","ratified")',
    "+1+1|cmd",
    "@SUM(1+1)",
    "unbroken" * 60,
    "\u0e01" * 300,
    "Z\u0300\u0301\u0302\u0303" * 40,
    "\U0001f469\u200d\U0001f680" * 30,
    "عربي then English then עברית",
    "\ufeffbegins with a byte order mark",
    "percent %s %d %n {0} %(name)s",
    "'; DROP TABLE changes; --",
    '" OR 1=1 NEAR(a b) AND NOT *',
    "../../../../etc/passwd",
    "\\\\server\\share\\file",
    "   ",
)


def titles() -> tuple[str, ...]:
    """The titles, a hundred of them, each with its number so that none is like another."""
    broken = (place.format(what) for place, what in product(_BREAKING, _RUNNING))
    chosen = [*_OTHER, *islice(broken, 100 - len(_OTHER))]
    return tuple(f"{title} [{number}]" for number, title in enumerate(chosen))
