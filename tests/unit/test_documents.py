"""README, CONTRIBUTING and docs say what the program does: their examples are carried out here."""

import ast
import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.command import run, run_text
from watcher.cli.app import COMMANDS
from watcher.config import load
from watcher.config.sections import SECTIONS, SINGLE, names
from watcher.config.source import ALWAYS_RECORD, MAY_BE_RECORD, NAMES, PRESETS
from watcher.extract.kinds import KINDS
from watcher.store import documents

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCUMENTS = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
DATA = ROOT / "docs" / "data.md"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
#: What stands before our own command in a line of a shell.
_BEFORE = re.compile(
    r"^(?:docker exec [\w-]+ |\S*&& |\.venv/bin/|/opt/treaty-watcher/bin/|\s)*watcher "
)


def fences(path: Path, *languages: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [body for language, body in _FENCE.findall(text) if language in languages]


def shell_lines(path: Path) -> Iterator[str]:
    for body in fences(path, "sh"):
        whole = body.replace("\\\n", " ")  # a line may go on behind a backslash
        yield from (line for line in whole.splitlines() if line)
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    yield from _INDENTED.findall(text)


def own_commands(path: Path) -> list[list[str]]:
    """Every call of our command, as its arguments, without what a shell does around it."""
    calls = []
    for line in shell_lines(path):
        for part in line.split(" && "):
            match = _BEFORE.match(part)
            if match:
                words = shlex.split(part[match.end() :], comments=True)
                ends = [words.index(sign) for sign in (">", "|") if sign in words]
                calls.append(words[: min(ends, default=len(words))])
    return calls


def table_under(heading: str, path: Path = README) -> list[list[str]]:
    """The body of the table under a heading, cells as they are written."""
    text = path.read_text(encoding="utf-8")
    section = text.split(f"\n{heading}\n", 1)[1]
    section = re.split(r"^#+ ", section, maxsplit=1, flags=re.MULTILINE)[0]
    table = next(part for part in section.strip().split("\n\n") if part.startswith("| "))
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.split("\n")[2:]]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def command_of(name: str) -> Any:
    module = import_module(f"watcher.cli.{COMMANDS[name][0]}")
    return typer.main.get_command(module.app)


def parsed(name: str, arguments: list[str]) -> None:
    """Parse a call as the program does: options, numbers of arguments, words that may be chosen."""
    command = command_of(name)
    context = command.make_context(name, list(arguments))
    rest = [*getattr(context, "_protected_args", ()), *context.args]
    if rest and hasattr(command, "resolve_command"):  # `watcher treaties search WORD`
        _, inner, arguments = command.resolve_command(context, rest)
        inner.make_context(inner.name, arguments, parent=context)


def options_by_call() -> dict[str, set[str]]:
    """The options of each command; of one that has others in it, theirs by name as well."""
    found: dict[str, set[str]] = {}
    for name in COMMANDS:
        command = command_of(name)
        inner = getattr(command, "commands", {})
        if not inner or command.invoke_without_command:
            found[name] = options_of(command)
        found |= {f"{name} {each}": options_of(inner[each]) for each in inner}
    return found


def options_of(command: Any) -> set[str]:
    shown = (each for each in command.params if not getattr(each, "hidden", False))
    return {name for each in shown for name in each.opts if name.startswith("--")}


ALL_COMMANDS = [(path, call) for path in DOCUMENTS for call in own_commands(path)]
ALL_TOML = [(path, body) for path in DOCUMENTS for body in fences(path, "toml")]


def _id(value: object) -> str:
    if isinstance(value, Path):
        return value.name
    return " ".join(value) if isinstance(value, list) else "toml"


@pytest.mark.parametrize(("path", "call"), ALL_COMMANDS, ids=_id)
def test_every_command_that_is_shown_exists_with_its_options(path: Path, call: list[str]) -> None:
    name, *arguments = call
    assert name in COMMANDS
    parsed(name, arguments)


def test_the_documents_show_every_command() -> None:
    told_elsewhere = {"health"}  # docs/running.md: it is for supervisors
    shown = {call[0] for path, call in ALL_COMMANDS if path == README}
    assert shown >= COMMANDS.keys() - told_elsewhere


@pytest.mark.parametrize(("path", "body"), ALL_TOML, ids=_id)
def test_every_configuration_that_is_shown_is_accepted(
    path: Path, body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    authority = tomllib.loads(body).get("service", {}).get("ca_file")
    if authority:
        (tmp_path / authority).touch()  # it must be there; what is in it counts only later
    (tmp_path / "watcher.toml").write_text(body, encoding="utf-8")
    load(tmp_path / "watcher.toml")


def test_the_configurations_that_are_shown_fit_into_the_one_as_shipped(tmp_path: Path) -> None:
    """People add them to the file that they have; what stands once, they edit there."""
    shipped = (ROOT / "config" / "watcher.toml").read_text(encoding="utf-8")
    once = ("[service]", "[web]")
    added = [body for body in fences(README, "toml") if not any(each in body for each in once)]
    assert added
    (tmp_path / "watcher.toml").write_text("\n".join([shipped, *added]), encoding="utf-8")
    load(tmp_path / "watcher.toml")


@pytest.mark.parametrize("path", DOCUMENTS, ids=_id)
def test_every_link_to_a_file_or_heading_leads_somewhere(path: Path) -> None:
    broken = []
    for target, anchor in _LINK.findall(path.read_text(encoding="utf-8")):
        if ":" in target:
            continue
        file = (path.parent / target) if target else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def anchors(path: Path) -> set[str]:
    headings = _HEADING.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def test_the_test_command_is_one_line_behind_its_marker() -> None:
    """`.ci/run` takes it from there."""
    text = README.read_text(encoding="utf-8")
    assert text.count("<!-- test-command -->") == 1
    behind = text.split("<!-- test-command -->\n", 1)[1]
    match = _FENCE.match(behind)
    assert match
    assert len(match[2].splitlines()) == 1
    assert "pytest" in match[2]


def test_no_document_names_a_path_of_the_machine_it_was_written_on() -> None:
    for path in DOCUMENTS:
        found = re.findall(r"(?<![\w.])/(?:work|root|home|tmp)/\w+", path.read_text("utf-8"))
        assert found == [], path


@pytest.mark.parametrize("section", [name for name in SECTIONS if name])
def test_the_reference_lists_every_name_of_a_section(section: str) -> None:
    title = f"[{section}]" if section in SINGLE else f"[[{section}]]"
    listed = [code(row[0])[0] for row in table_under(f"#### `{title}`")]
    assert sorted(listed) == sorted(names(section))


def test_the_reference_lists_every_command_with_every_option() -> None:
    told: dict[str, set[str]] = {}
    for row in table_under("### Commands"):
        words = code(row[0])[0].removeprefix("watcher ").split()
        name = " ".join(word for word in words if word.islower())
        told[name] = {option.split()[0] for option in code(row[1])}
    usual = {"--help", "--config"}  # told above the table
    assert told == {name: options - usual for name, options in options_by_call().items()}


def test_the_table_of_kinds_lists_every_kind_with_its_tiers() -> None:
    rows = {code(row[0])[0]: row for row in table_under("## What it can read")}
    assert rows.keys() == KINDS.keys()
    for kind, row in rows.items():
        record = ["record"] if kind in MAY_BE_RECORD else []
        others = [] if kind in ALWAYS_RECORD else ["official", "press"]
        assert row[2] == ", ".join(record + others), kind


def test_every_kind_has_a_page_and_an_example() -> None:
    rows = {code(row[0])[0]: row for row in table_under("## What it can read")}
    for kind, row in rows.items():
        assert f"(docs/kinds/{kind}.md)" in row[0]
        examples = re.findall(r"\((config/examples/[\w-]+\.toml)\)", row[3])
        assert examples, kind
        for example in examples:
            sources = tomllib.loads((ROOT / example).read_text(encoding="utf-8"))["source"]
            assert any(source["kind"] == kind for source in sources), example


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_kind_lists_every_name_that_is_for_it(kind: str) -> None:
    page = ROOT / "docs" / "kinds" / f"{kind}.md"
    listed = {name for row in table_under("## Settings", page) for name in code(row[0])}
    assert listed >= NAMES[kind]
    assert all(
        f'"{preset}"' in page.read_text(encoding="utf-8") for preset in PRESETS.get(kind, ())
    )


@pytest.mark.parametrize("example", sorted((ROOT / "config" / "examples").glob("*.toml")), ids=_id)
def test_every_example_is_accepted_and_named_in_a_document(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    load(example)
    texts = (path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert any(f"config/examples/{example.name})" in text for text in texts)


def test_the_reference_lists_every_kind_of_notice() -> None:
    raised = {
        kind.value
        for path in (ROOT / "watcher").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id == "Notice" and call.args
        if isinstance(kind := call.args[0], ast.Constant)
    }
    only_in_the_catalogue = {"unread_row"}  # `watcher treaties update` prints it
    told = {name for row in table_under("## Notices", DATA) for name in code(row[0])}
    assert told == {*raised - only_in_the_catalogue, documents.INCIDENT}


def watcher(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run_text(*arguments, cwd=cwd)


@pytest.fixture(scope="module")
def after_the_tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory as the README's reader has it, with the tour's database."""
    folder = tmp_path_factory.mktemp("tour")
    toured = watcher("demo", "--directory", "data", cwd=folder)
    assert toured.returncode == 0, toured.stderr
    (folder / "config").mkdir()
    settings = (folder / "data" / "watcher.toml").read_text(encoding="utf-8")
    settings = settings.replace('id = "tour"', 'id = "daily"')
    (folder / "config" / "watcher.toml").write_text(settings, encoding="utf-8")
    return folder


def test_the_readers_commands_work_on_the_tours_database(after_the_tour: Path) -> None:
    """Those that need no network, exactly as the README prints them."""
    offline = ("log", "show", "status", "sources", "digest", "follow", "unfollow")
    calls = [
        call
        for call in own_commands(README)
        if call[0] in offline
        or "--offline" in call
        or call[:2] == ["treaties", "search"]
        # Nothing is held when the tour is over, so that none can be accepted.
        or call == ["quarantine"]
    ]
    assert len(calls) >= 15
    failed = {
        " ".join(call): result.stderr
        for call in calls
        if (result := watcher(*call, cwd=after_the_tour)).returncode or not result.stdout
    }
    assert failed == {}


def test_the_readers_past_can_be_imported(after_the_tour: Path, tmp_path: Path) -> None:
    """The README's line, on pages that the tour left, in a database of its own."""
    (call,) = (call for call in own_commands(README) if call[0] == "import")
    source, folder = call[1:]
    pages = tmp_path / folder
    pages.mkdir()
    log = watcher("log", "--json", "--limit", "0", "--source", source, cwd=after_the_tour).stdout
    changes = map(json.loads, log.splitlines())
    for number, seq in enumerate(sorted({c["capture"]: c["seq"] for c in changes}.values()), 1):
        page = run("show", str(seq), "--body", cwd=after_the_tour)
        assert page.returncode == 0, page.stderr
        (pages / f"status-2026-01-{number:02}.html").write_bytes(page.stdout)
    shutil.copytree(after_the_tour / "config", tmp_path / "config")
    settings = tmp_path / "config" / "watcher.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub("(?m)^database = .*", 'database = "own.db"', text), encoding="utf-8")
    imported = watcher(*call, cwd=tmp_path)
    assert imported.returncode == 0, imported.stderr
    assert "captures imported" in imported.stdout


@pytest.mark.parametrize("path", [README, DATA], ids=_id)
def test_the_readers_sql_works_on_the_tours_database(path: Path, after_the_tour: Path) -> None:
    if not shutil.which("sqlite3"):
        pytest.skip("the lines for the sqlite3 shell need it, and it is not installed")
    for line in shell_lines(path):
        if line.startswith(("sqlite3 ", "sha256sum ")):
            done = subprocess.run(
                shlex.split(line), cwd=after_the_tour, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, (line, done.stderr)


def test_the_reference_lists_every_table_of_the_database(after_the_tour: Path) -> None:
    with sqlite3.connect(after_the_tour / "data" / "watcher.db") as db:
        rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    db.close()
    inner = re.compile(r"sqlite_|changes_text_|documents_text_|_sqlite_")
    tables = {name for (name,) in rows if not inner.match(name)}
    told = {name for row in table_under("## The database", DATA) for name in code(row[0])}
    assert told == tables


def test_the_reference_lists_every_key_of_a_change(after_the_tour: Path) -> None:
    line = watcher("log", "--json", "--limit", "1", cwd=after_the_tour).stdout
    change = json.loads(line)
    listed = table_under("## One change, as JSON", DATA)
    rows = {name: row[1] for row in listed for name in code(row[0])}
    assert set(rows) == set(change)
    assert set(code(rows["old"])) == set(change["new"])
