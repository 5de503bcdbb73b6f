"""Whether a message arrived, with whom, and what those said who did not take it. Pure."""

from collections.abc import Hashable, Iterable, Sequence

from watcher.deliver.retry import GAPS
from watcher.model.channel import DeliveryState
from watcher.review.digests.fate import Answer, Fate, Piece, Seen

#: A delivery is given up after so many attempts.
MOST_TRIES = len(GAPS) + 1

_NAMED = 3  # recipients, and different answers of theirs, that one sentence names


def arrival(name: str, composed: str, deliveries: Sequence[DeliveryState], seen: Seen) -> Answer:
    """Say whether a message arrived; `composed` is the predicate so far.

    Recipients of whom the same is to be said are named together.
    """
    arrived = [each for each in deliveries if each.state == "delivered"]
    others = sorted((each for each in deliveries if each.state != "delivered"), key=_rank)
    if not others:
        pieces = [Piece(f"{composed} and arrived"), *_arrived(arrived, seen)]
        return Answer(Fate.ARRIVED, name, tuple(pieces))
    pieces = [Piece(composed)]
    if arrived:
        pieces.append(Piece(f", arrived with {len(arrived)} of {len(deliveries)} recipients"))
    alike = _alike(others, seen)
    for place, group in enumerate(alike[:_NAMED]):
        pieces.append(Piece(" and " if place == 0 else "; it "))
        pieces += _not_arrived(group, seen)
    more = sum(map(len, alike[_NAMED:]))
    pieces.append(Piece(f"; nor with {more} more." if more else "."))
    if not seen.standing.alive and any(each.state == "queued" for each in others):
        pieces.append(Piece(f" {seen.off}, so nothing is sent until it is started again."))
    return Answer(_fate(others, seen), name, tuple(pieces))


def brief(delivery: DeliveryState) -> str:
    """The last answer, without the channel and the recipient that it begins with."""
    text = (delivery.answer or "it did not answer").rstrip(".")
    for beginning in (
        f"channel {delivery.channel}, ",
        f"channel {delivery.channel}: ",
        f"mail to {delivery.recipient} by ",
    ):
        text = text.removeprefix(beginning)
    return text


def _fate(others: Sequence[DeliveryState], seen: Seen) -> Fate:
    if any(each.state == "dead" for each in others):
        return Fate.GIVEN_UP
    if any(each.tries for each in others):
        return Fate.FAILING
    if not seen.standing.alive:
        return Fate.WAITING
    return Fate.QUIET if any(_held(each, seen) for each in others) else Fate.ON_ITS_WAY


def _rank(delivery: DeliveryState) -> int:
    """What weighs most is named first."""
    return 0 if delivery.state == "dead" else 1 if delivery.tries else 2


def _held(delivery: DeliveryState, seen: Seen) -> bool:
    """Whether its first attempt was set for later: quiet hours alone do that."""
    first = delivery.next_attempt
    return first is not None and first > max(seen.now, delivery.created_at)


def _alike(deliveries: Iterable[DeliveryState], seen: Seen) -> list[tuple[DeliveryState, ...]]:
    """Those of whom the same is to be said, together, in the order of the first of them."""
    groups: dict[Hashable, tuple[DeliveryState, ...]] = {}
    for each in deliveries:
        said = "".join(piece.text for piece in _said(each, seen))
        groups[said] = (*groups.get(said, ()), each)
    return list(groups.values())


def _arrived(arrived: Sequence[DeliveryState], seen: Seen) -> list[Piece]:
    if len(arrived) > _NAMED:
        last = max(each.finished_at or each.created_at for each in arrived)
        return [Piece(f" with all {len(arrived)} recipients, the last {seen.wall.when(last)}.")]
    pieces: list[Piece] = []
    for place, each in enumerate(arrived):
        at = seen.wall.when(each.finished_at or each.created_at, seconds=True)
        pieces += [
            Piece(" and with " if place else " with "),
            Piece(recipient(each), outside=True),
            Piece(f" {at}"),
        ]
    return [*pieces, Piece(".")]


def _not_arrived(alike: Sequence[DeliveryState], seen: Seen) -> list[Piece]:
    """What there is to say of some that have not arrived; it goes on from "it"."""
    first = alike[0]
    if first.state == "dead":
        verb = "did not reach "
    elif first.tries:
        verb = "has not reached "
    else:
        verb = (
            "waits for the end of the quiet hours to reach "
            if _held(first, seen)
            else ("is on its way to ")
        )
    return [Piece(verb), *_recipients(alike), *_said(first, seen)]


def _said(delivery: DeliveryState, seen: Seen) -> list[Piece]:
    """What is said behind the recipient: the answer, and what happens next."""
    answer = Piece(brief(delivery), outside=True)
    if delivery.state == "dead":
        last = seen.wall.when(delivery.tried_at or delivery.created_at)
        tries = "one attempt" if delivery.tries == 1 else f"{delivery.tries} attempts"
        end = f". It was given up after {tries}, the last {last}: only a person sends it again"
        return [Piece(": "), answer, Piece(end)]
    if delivery.tries:
        after = delivery.next_attempt
        again = f", next {seen.wall.when(after)}" if after and after > seen.now else ", next now"
        return [
            Piece(": "),
            answer,
            Piece(f" (attempt {delivery.tries} of {MOST_TRIES}{again})"),
        ]
    if delivery.next_attempt is not None and _held(delivery, seen):
        return [Piece(f", {seen.wall.when(delivery.next_attempt)}")]
    return []


def _recipients(alike: Sequence[DeliveryState]) -> list[Piece]:
    pieces: list[Piece] = []
    named, more = alike[:_NAMED], len(alike) - _NAMED
    for place, each in enumerate(named):
        last = place == len(named) - 1 and more <= 0
        if place:
            pieces.append(Piece(" and " if last else ", "))
        pieces.append(Piece(recipient(each), outside=True))
    if more > 0:
        pieces.append(Piece(f" and {more} more"))
    return pieces


def recipient(delivery: DeliveryState) -> str:
    """Whom a delivery goes to, named without a secret."""
    return f"{delivery.channel} ({delivery.recipient})" if delivery.recipient else delivery.channel
