"""The list of treaties: each with its counts, how far it has come, and what was new last."""

from tests.unit.review.lawful import words


async def test_each_watched_treaty_says_how_it_stands(law):
    page = words((await law.get("/treaties")).text)
    assert "UN Convention against Cybercrime" in page
    assert (
        "5 signatories, 2 contracting States; enters into force on 3 Jun 2026, 1 withdrawn." in page
    )
    assert "Next: 3 Jun 2026, enters into force" in page
    assert "Test-Ban Treaty" in page
    assert "Nothing is on record yet." in page


async def test_it_is_searched_by_number_and_by_every_name(law):
    for typed in ("xviii-16", "hanoi", "cybercrime convention against"):
        page = (await law.get("/treaties", params={"q": typed})).text
        assert "UN Convention against Cybercrime" in page
        assert "Test-Ban Treaty" not in page


async def test_words_that_fit_nothing_lead_on(law):
    page = (await law.get("/treaties", params={"q": "<b>whales"})).text
    assert "No treaty that is watched is called so." in page
    assert "&lt;b&gt;whales" in page
    assert "<b>whales" not in page
