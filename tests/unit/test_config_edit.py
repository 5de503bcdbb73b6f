"""A treaty comes into a configuration's text, and goes out of it; every other byte stays."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.config.edit import Addition, add, remarks_above, remove, sections_of
from watcher.config.layout import sections
from watcher.errors import UsageError

TREATY = Addition(
    "treaty", (("number", "XVIII-12"), ("name", 'The "UNTOC" \\ Ü'), ("aliases", ("A", "B")))
)
SOURCE = Addition(
    "source",
    (("id", "untc-xviii-12"), ("kind", "untc-status"), ("treaty", "XVIII-12"), ("every", "12h")),
)
ADDED = TREATY.written() + "\n\n" + SOURCE.written()

FILE = """\
# What is watched.
[service]
database = "x.db"

# -- treaties --
[[treaty]]
number = "XVIII-16"   # this one
# and nothing else

# -- sources --
[[source]]
id = "a"
ignore = [
    "^Last # no remark",  # a remark ]
    '''[[source]]
''',
]

# [[channel]]
# id = "b"
[[channel]]
id = "c"
"""


def follow(text):
    return add(text, [TREATY, SOURCE])


def unfollow(text):
    return remove(text, sections_of(text, "XVIII-12"))


def said(text):
    return tomllib.loads(text)


def test_each_section_goes_behind_the_last_of_its_kind_before_the_remarks_of_the_next():
    assert follow(FILE) == FILE.replace(
        "# and nothing else\n", f"# and nothing else\n\n{TREATY.written()}\n"
    ).replace("''',\n]\n", f"''',\n]\n\n{SOURCE.written()}\n")


def test_an_empty_file_gets_nothing_but_the_sections():
    assert follow("") == ADDED
    assert unfollow(ADDED) == ""


def test_a_file_without_sections_gets_them_at_its_end():
    assert follow("# nothing yet") == f"# nothing yet\n\n{ADDED}"
    assert follow("# nothing yet\n\n\n") == f"# nothing yet\n\n{ADDED}\n\n\n"


def test_the_first_treaty_goes_to_the_sources():
    text = '[[source]]\nid = "a"\n\n[[digest]]\nid = "d"\n'
    assert follow(text) == text.replace('id = "a"\n', f'id = "a"\n\n{ADDED}\n')


def test_lines_end_as_those_of_the_file_do():
    text = follow(FILE.replace("\n", "\r\n"))
    assert text == follow(FILE).replace("\n", "\r\n")
    assert unfollow(text) == FILE.replace("\n", "\r\n")


def test_a_table_of_a_section_stays_with_it():
    text = '[[source]]\nid = "a"\n\n[source.columns]\nState = "participant"\n'
    result = follow(text)
    assert said(result)["source"][0]["columns"] == {"State": "participant"}
    assert unfollow(result) == text


def test_a_table_that_stands_apart_from_its_section_keeps_belonging_to_it():
    text = '[[source]]\nid = "a"\n[[channel]]\nid = "c"\n[source.columns]\nState = "participant"\n'
    result = follow(text)
    assert said(result)["source"][0]["columns"] == {"State": "participant"}
    assert unfollow(result) == text


def test_a_list_that_is_written_as_one_cannot_be_added_to_and_the_sentence_says_what_to_add():
    with pytest.raises(UsageError, match="no section can be added") as error:
        follow('source = [{ id = "a" }]\n')
    assert SOURCE.written() in str(error.value)


def test_what_cannot_be_taken_out_for_certain_stays():
    text = (
        '[[source]]\ntreaty = "XVIII-12"\n[[channel]]\nid = "c"\n'
        '[source.columns]\nState = "participant"\n'
    )
    with pytest.raises(UsageError, match="cannot be taken out"):
        unfollow(text)
    with pytest.raises(UsageError, match="cannot be taken out"):
        unfollow('source = [{ id = "a", treaty = "XVIII-12" }]\n')


def test_what_a_person_wrote_is_taken_out_with_what_stands_inside_it():
    text = (
        "# first\n\n\n"
        "# the treaty\n"
        "[[ treaty ]] # it\n"
        "# inside\n"
        'number = "XVIII-12"\n'
        "# behind\n\n"
        '[["source"]]\n'
        'treaty = "XVIII-12"\n'
        "ignore = [\n    'a',\n]\n"
        "[[channel]]\n"
        "id = 'c'\n"
    )
    left = "# first\n\n\n# the treaty\n# behind\n[[channel]]\nid = 'c'\n"
    assert unfollow(text) == left
    assert remarks_above(text, sections_of(text, "XVIII-12")) == [4]


def test_the_first_section_leaves_no_empty_lines_at_the_top():
    text = '[[treaty]]\nnumber = "XVIII-12"\n\n[[channel]]\nid = "c"\n'
    assert unfollow(text) == '[[channel]]\nid = "c"\n'


def test_other_treaties_and_their_sources_stay():
    assert unfollow(FILE) == FILE
    text = follow(FILE)
    assert remove(text, sections_of(text, "XVIII-16")).count("[[treaty]]") == 1


# -- laws ----------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=8)
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12)
BASIC = WORDS.map(lambda text: Addition("x", (("k", text),)).written().partition(" = ")[2])
LITERAL = LINE.map(lambda text: f"'{text.replace(chr(39), '')}'")
MANY_LINES = st.lists(LINE, max_size=3).map(
    lambda lines: "'''" + "\n".join(lines).replace("'", "") + "''''"
)
ESCAPED = st.lists(st.sampled_from(['\\"', "\\\\", "#", "]", "[[x]]", "\n", '"', '""', "a"])).map(
    lambda parts: '"""' + "".join(parts).replace('"""', "") + '\\n"""'
)
REMARK = LINE.map("# {}".format)
SIMPLE = st.one_of(
    BASIC, LITERAL, MANY_LINES, ESCAPED, st.sampled_from(["1", "true", "2026-12-31", "0.5"])
)
VALUE = st.one_of(
    SIMPLE,
    st.lists(SIMPLE, max_size=3).map(lambda items: "[\n  " + ", # ]\n  ".join(items) + "\n]"),
    SIMPLE.map(lambda value: "{ k = " + value.replace("\n", "") + " }").filter(
        lambda text: "'''" not in text and '"""' not in text
    ),
)
GAP = st.lists(st.sampled_from(["", "  ", "\t"]) | REMARK, max_size=3)
TAIL = st.sampled_from(["", "  ", "  # remark", "\t#[[source]]"])
SPACE = st.sampled_from(["", " "])


@st.composite
def section(draw, number):
    name = draw(st.sampled_from(["treaty", "source", "channel", "digest"]))
    header = draw(
        st.sampled_from([f"[[{name}]]", f"[[ {name} ]]", f'[["{name}"]]', f"  [[{name}]]"])
    )
    lines = [header + draw(TAIL)]
    for key in range(draw(st.integers(0, 3))):
        lines += draw(GAP)
        lines.append(f"{draw(SPACE)}k{key} = {draw(VALUE)}{draw(TAIL)}")
    if draw(st.booleans()):
        lines += [*draw(GAP), f"[{name}.sub]", f"k = {draw(SIMPLE)}"]
    return lines


@st.composite
def texts(draw):
    """A text in TOML with sections, remarks, blank lines and values of every kind."""
    lines = draw(GAP)
    if draw(st.booleans()):
        lines += ["[service]", f"k = {draw(VALUE)}", *draw(GAP)]
    for number in range(draw(st.integers(0, 5))):
        lines += draw(section(number)) + draw(GAP)
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    text = text.replace("\r", "")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def is_toml(text):
    try:
        said(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


TOML = texts().filter(is_toml)


@given(TOML)
def test_following_adds_the_two_sections_and_changes_nothing_else(text):
    before, after = said(text), said(follow(text))
    for addition in (TREATY, SOURCE):
        before.setdefault(addition.section, []).append(addition.said)
    assert after == before


@given(TOML)
def test_following_only_puts_text_in(text):
    result, newline = follow(text), "\r\n" if "\r\n" in text else "\n"
    for addition in (TREATY, SOURCE):
        written = addition.written(newline)
        assert result.count(written) == 1
        result = result.replace(written, "")
    assert result.replace("\r", "").replace("\n", "") == text.replace("\r", "").replace("\n", "")


@given(TOML)
def test_following_and_unfollowing_gives_the_very_same_text(text):
    assert unfollow(follow(text)) == text


@given(TOML)
def test_unfollowing_the_middle_one_of_three_leaves_the_others(text):
    other = Addition("treaty", (("number", "XXVI-5"),))
    assert unfollow(add(follow(text), [other])) == add(text, [other])


@given(TOML)
def test_each_section_is_where_it_is_said_to_be(text):
    found = sections(text)
    counted = {name: len(items) for name, items in said(text).items() if isinstance(items, list)}
    assert counted == {
        name: sum(each.name == name for each in found) for name in {each.name for each in found}
    }
    for each in found:
        part = said(text[each.start : each.end])
        assert part[each.name] == [said(text)[each.name][each.index]]
