"""How the demo's pages are made: one Jinja2 environment and the line that every page bears."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

#: Stands on everything that the demo serves: nobody may take it for the United Nations.
SIMULATION = (
    "Simulation by the treaty watcher's demo, served on this computer:"
    " this is not a page of the United Nations."
)


def render(template: str, /, **values: object) -> bytes:
    """Fill in the template; UTF-8 with CRLF line ends, which is how UNTC serves its pages.

    Every value is escaped, whatever the template is called.
    """
    return _environment().get_template(template).render(values).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        newline_sequence="\r\n",
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["simulation"] = SIMULATION
    return environment
