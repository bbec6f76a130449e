"""Turns of tokens, and who must go when the line is full."""

from fluxlite.queries.lanes import FairQueue, Waiting


def test_owners_take_turns_and_each_gives_its_oldest() -> None:
    queue: FairQueue[str] = FairQueue()
    for item in ("a1", "a2", "a3", "b1", "c1", "b2"):
        queue.push(item[0], item)
    assert [queue.pop({}) for _ in range(len(queue))] == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_an_owner_that_comes_again_waits_for_its_turn() -> None:
    queue: FairQueue[str] = FairQueue()
    for item in ("a1", "a2", "b1"):
        queue.push(item[0], item)
    assert queue.pop({}) == "a1"
    queue.push("c", "c1")
    assert [queue.pop({}) for _ in range(3)] == ["b1", "a2", "c1"]


def test_who_has_least_under_way_is_next() -> None:
    queue: FairQueue[str] = FairQueue()
    for item in ("a1", "a2", "b1", "c1"):
        queue.push(item[0], item)
    assert queue.pop({"a": 2, "b": 1}) == "c1"
    assert queue.pop({"a": 2, "b": 1, "c": 1}) == "b1"
    assert queue.pop({"a": 2}) == "a1"


def test_what_leaves_is_not_given() -> None:
    queue: FairQueue[str] = FairQueue()
    for item in ("a1", "a2", "b1"):
        queue.push(item[0], item)
    queue.remove("a", "a1")
    queue.remove("b", "b1")
    queue.remove("b", "b1")
    assert [queue.pop({}) for _ in range(len(queue))] == ["a2"]


def test_a_full_line_makes_the_greediest_give_way() -> None:
    waiting: Waiting[str] = Waiting(3)
    assert [waiting.admit("a", item) for item in ("a1", "a2", "a3")] == [None, None, None]
    assert waiting.admit("a", "a4") == "a4"
    assert waiting.admit("b", "b1") == "a3"
    assert waiting.admit("b", "b2") == "b2"
    assert waiting.admit("c", "c1") == "a2"
    assert [waiting.quick.pop({}) for _ in range(3)] == ["a1", "b1", "c1"]


def test_a_full_line_takes_from_the_long_ones_where_there_is_nothing_else() -> None:
    waiting: Waiting[str] = Waiting(2)
    for item in ("a1", "a2"):
        waiting.long.push("a", item)
    assert waiting.admit("b", "b1") == "a2"
    waiting.remove("a", "a1")
    assert len(waiting) == 1
