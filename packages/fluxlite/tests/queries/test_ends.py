"""How queries end that take too long, and what the store tells of it."""

from tests.http.talk import Talk
from tests.queries.scripts import ENDLESS, LARGE, RANGE, asked, count, ended
from tests.support.waiting import wait_until


def test_a_query_that_had_to_make_room_is_answered_in_its_turn(talk: Talk) -> None:
    before = ended(talk, "displaced")
    connections = [asked(talk, ENDLESS) for _ in range(3)]
    wait_until(lambda: ended(talk, "displaced") > before)
    for connection in connections:
        assert connection.recv(10_000).startswith(b"HTTP/1.1 422")
        connection.close()


def test_metrics_tell_what_runs_what_waits_and_how_queries_ended(talk: Talk) -> None:
    talk.query("nonsense(")
    connections = [asked(talk, ENDLESS) for _ in range(3)]
    wait_until(lambda: count(talk, "queries_running") == 2 and count(talk, "queries_queued") == 1)
    wait_until(lambda: ended(talk, "time") > 0)
    assert ended(talk, "error") > 0
    assert count(talk, "query_workers") > 0
    for connection in connections:
        connection.close()


def test_an_error_in_the_middle_of_an_answer_stands_at_its_end(talk: Talk) -> None:
    talk.write("\n".join(f"m f={n} {n}" for n in range(30_000)))
    flux = (
        f'{LARGE} |> yield(name: "good")\n'
        f'{RANGE} |> map(fn: (r) => ({{r with t: strings.repeat(v: "x", i: 20000)}})) |> yield(name: "bad")'
    )
    answer = talk.query(flux)
    assert answer.status == 200
    assert answer.text.count(",good,0,") == 30_000
    ending = answer.text[-300:]
    assert "\r\n\r\n,error,reference\r\n," in ending
    assert "query needs more than 64 MiB of memory" in ending
