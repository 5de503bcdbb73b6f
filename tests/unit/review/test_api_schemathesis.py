"""The API does what its OpenAPI document says, whatever it is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from tests.unit.review.asking import copied, served
from watcher.review.api.document import document

_ANY_SIZE = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


#: The guard refuses anything else that writes before it looks at the address.
_JSON = {"Content-Type": "application/json"}

schema = schemathesis.openapi.from_dict(document())


@pytest.fixture(scope="module")
def address(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a database of its own."""
    with served(copied(filled, tmp_path_factory.mktemp("described"))) as found:
        yield found


@schema.include(path_regex=r"/(changes|reviews|\{number\})$").parametrize()
@settings(
    max_examples=3,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=_ANY_SIZE,
)
def test_what_is_asked_most_is_answered_as_it_is_described(case, address):
    case.call_and_validate(base_url=address, headers=_JSON)


@pytest.mark.heavy
@schema.parametrize()
@settings(max_examples=25, suppress_health_check=_ANY_SIZE)
def test_each_operation_answers_as_it_is_described(case, address):
    case.call_and_validate(base_url=address, headers=_JSON)
