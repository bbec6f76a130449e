"""The throttle of sign-in failures, on a clock that the test turns."""

from admin.auth.throttle import MOST_KEYS, Throttle


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def failed(throttle: Throttle, key: str, times: int) -> None:
    for _ in range(times):
        throttle.failed(key)


def test_a_few_failures_cost_no_wait() -> None:
    throttle = Throttle(limit=3, clock=Clock())
    failed(throttle, "a", 2)
    assert throttle.wait_s("a") == 0


def test_at_the_limit_an_address_waits_until_its_oldest_failure_is_forgotten() -> None:
    clock = Clock()
    throttle = Throttle(limit=3, window_s=100, clock=clock)
    throttle.failed("a")
    clock.now = 40
    failed(throttle, "a", 2)
    assert throttle.wait_s("a") == 60
    clock.now = 100
    assert throttle.wait_s("a") == 0


def test_another_address_does_not_wait() -> None:
    throttle = Throttle(limit=1, clock=Clock())
    throttle.failed("a")
    assert throttle.wait_s("b") == 0


def test_a_success_forgets_the_failures() -> None:
    throttle = Throttle(limit=1, clock=Clock())
    throttle.failed("a")
    throttle.passed("a")
    assert throttle.wait_s("a") == 0


def test_what_it_remembers_is_bounded() -> None:
    throttle = Throttle(limit=1, clock=Clock())
    for number in range(MOST_KEYS + 1):
        throttle.failed(str(number))
    assert throttle.wait_s("0") == 0
    assert throttle.wait_s(str(MOST_KEYS)) > 0
