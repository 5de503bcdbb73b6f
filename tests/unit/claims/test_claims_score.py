"""The measure itself, on entries made by hand."""

import json

import pytest

from tests.claims_score import Share, labelled_treaty, main, read_labels, scored

GHANA = {
    "id": "1",
    "lang": "en",
    "source": "test",
    "title": "Ghana ratifies the Paris Agreement",
    "text": "",
    "claims": [],
}


def label(**changes):
    return {
        "treaty": "Paris Agreement",
        "mtdsg": "XXVII-7-d",
        "participants": ["Ghana"],
        "action": "ratification",
        "stage": "done",
    } | changes


@pytest.fixture
def score(tmp_path):
    def run(*claims, **changes):
        path = tmp_path / "labels.jsonl"
        path.write_text(json.dumps(GHANA | {"claims": list(claims)} | changes), encoding="utf-8")
        return scored(read_labels(path))

    return run


def counts(tally):
    return tally.right, tally.wrong, tally.missed


def test_a_claim_that_agrees_in_everything_is_right(score):
    done = score(label()).stages["done"]
    assert counts(done) == (1, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"mtdsg": "XVIII-10"},
        {"participants": ["Togo"]},
        {"action": "signature"},
    ],
)
def test_what_differs_in_one_thing_is_wrong_and_missed(score, changes):
    assert counts(score(label(**changes)).stages["done"]) == (0, 1, 1)


def test_another_stage_is_wrong_in_the_one_and_missed_in_the_other(score):
    stages = score(label(stage="announced")).stages
    assert counts(stages["done"]) == (0, 1, 0)
    assert counts(stages["announced"]) == (0, 0, 1)


def test_a_claim_with_several_participants_counts_once_for_each(score):
    done = score(label(participants=["Ghana", "Togo", "Mali"])).stages["done"]
    assert counts(done) == (1, 0, 2)


def test_a_negative_entry_that_is_read_is_a_false_alarm(score):
    result = score()
    assert (result.negatives, result.alarmed, result.alarmed_done) == (1, 1, 1)
    assert counts(result.stages["done"]) == (0, 1, 0)


def test_a_label_in_doubt_is_counted_apart(score):
    result = score(label(doubt=True))
    assert "done" not in result.stages
    assert counts(result.with_doubt["done"]) == (1, 0, 0)
    assert result.apart["in doubt, right"] == 1


def test_a_reading_of_an_act_whose_label_is_in_doubt_is_set_aside(score):
    result = score(label(doubt=True, stage="announced"))
    assert "done" not in result.stages
    assert result.apart["set aside: the label of this act is in doubt"] == 1
    assert counts(result.with_doubt["done"]) == (0, 1, 0)


def test_a_doubt_about_another_participant_excuses_nothing(score):
    result = score(label(doubt=True, participants=["Togo"]))
    assert counts(result.stages["done"]) == (0, 1, 0)


def test_labels_without_a_name_are_counted_apart(score):
    result = score(label(), label(participants=["*unnamed*"], stage="count"))
    assert "count" not in result.stages
    assert result.apart["unnamed, missed"] == 1


def test_labels_of_treaties_that_the_catalogue_does_not_have_are_counted_apart(score):
    result = score(label(), label(treaty="Treaty of Nowhere", mtdsg=None))
    assert counts(result.stages["done"]) == (1, 0, 0)
    assert result.apart["not in the catalogue, missed"] == 1


def test_the_text_is_read_too(score):
    result = score(label(), title="", text="Ghana ratified the Paris Agreement on Monday.")
    assert counts(result.stages["done"]) == (1, 0, 0)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Rome Statute", "XVIII-10"),
        ("Rome Statute of the International Criminal Court", "XVIII-10"),
        ("BBNJ Agreement (High Seas Treaty)", "XXI-10"),
        ("Some words (Kyoto Protocol)", "XXVII-7-a"),
        ("Treaty of Nowhere", "?Treaty of Nowhere"),
    ],
)
def test_a_treaty_without_number_is_found_by_its_names(name, number):
    assert labelled_treaty(name, None) == number


def test_a_number_that_the_catalogue_does_not_have_is_no_treaty_of_it():
    assert labelled_treaty("Anything", "I-99") == "?I-99"


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(Share(0, 10), 0.0, 0.2775), (Share(5, 10), 0.2366, 0.7634), (Share(10, 10), 0.7225, 1.0)],
)
def test_intervals_are_wilsons(share, low, high):
    assert share.interval() == pytest.approx((low, high), abs=1e-4)


def test_nothing_counted_has_no_share():
    assert str(Share(0, 0)) == "-"
    assert Share(0, 0).interval() == (0.0, 1.0)


def test_the_command_prints_tables_and_what_is_wrong(tmp_path, capsys):
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(GHANA | {"claims": [label(stage="announced")]}), encoding="utf-8")
    assert main([str(path), "--wrong"]) == 0
    told = capsys.readouterr().out
    assert "wrong  1  XXVII-7-d GHA ratification done" in told
    assert "missed 1  XXVII-7-d GHA ratification announced" in told
    assert main([str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stages"]["done"]["wrong"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "line 1"),
        ('{"title": "x"}', "line 1"),
        ('{"title": 3, "text": "", "claims": []}', "line 1"),
        ("[1]", "line 1"),
        ("", "no entry"),
        (json.dumps(GHANA) + "\n" + json.dumps(GHANA | {"claims": [label(action="x")]}), "line 2"),
        (json.dumps(GHANA | {"claims": [label(participants=["Atlantis"])]}), "Atlantis"),
    ],
)
def test_a_file_that_cannot_be_used_gives_a_sentence(tmp_path, capsys, content, words):
    path = tmp_path / "labels.jsonl"
    path.write_text(content, encoding="utf-8")
    assert main([str(path)]) == 2
    assert words in capsys.readouterr().err


def test_a_file_that_is_not_there_gives_a_sentence(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err
