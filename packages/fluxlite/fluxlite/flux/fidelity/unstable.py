"""Go's sort: the order in which it leaves equal elements.

InfluxDB sorts the series of a `group` by their new keys with it, and so gives rows in an order that only the same steps
find again. Go sorts up to 12 elements by insertion, which keeps equals in order; more by a quicksort that looks for
patterns (pdqsort), which does not.
"""

from collections.abc import Iterator

STABLE = 12
"""Up to so many elements keep the order of equals."""
_NINTHER = 50
_MASK = 2**64 - 1


def unstable_order(keys: list[int]) -> list[int]:
    """The places of all elements, as Go's `sort.Slice` orders them."""
    sorting = _Sorting(keys)
    sorting.sort(0, len(keys), len(keys).bit_length())
    return sorting.order


class _Sorting:
    """One run: `order` holds the places of the elements, `key` their keys in that order."""

    def __init__(self, keys: list[int]) -> None:
        self.key = list(keys)
        self.order = list(range(len(keys)))

    def swap(self, i: int, j: int) -> None:
        self.key[i], self.key[j] = self.key[j], self.key[i]
        self.order[i], self.order[j] = self.order[j], self.order[i]

    def stable(self, a: int, b: int) -> None:
        """What insertion sort does; also instead of heap sort, which only built patterns lead to."""
        places = sorted(range(a, b), key=self.key.__getitem__)
        self.key[a:b], self.order[a:b] = [self.key[at] for at in places], [self.order[at] for at in places]

    def sort(self, a: int, b: int, limit: int) -> None:
        balanced = partitioned = True
        while b - a > STABLE and limit:
            if not balanced:
                self.break_patterns(a, b)
                limit -= 1
            pivot, swaps = self.choose_pivot(a, b)
            if swaps == STABLE:
                self.reverse(a, b)
                pivot, swaps = (b - 1) - (pivot - a), 0
            if balanced and partitioned and not swaps and self.nearly_sorted(a, b):
                return
            if a > 0 and self.key[a - 1] >= self.key[pivot]:
                a = self.split_equal(a, b, pivot)
                continue
            middle, partitioned = self.split(a, b, pivot)
            balanced = min(middle - a, b - middle) >= (b - a) // 8
            if middle - a < b - middle:
                self.sort(a, middle, limit)
                a = middle + 1
            else:
                self.sort(middle + 1, b, limit)
                b = middle
        self.stable(a, b)

    def split(self, a: int, b: int, pivot: int) -> tuple[int, bool]:
        """Smaller elements before the pivot, others after it; its new place, and whether that was so before."""
        self.swap(a, pivot)
        key, i, j, swaps = self.key, a + 1, b - 1, 0
        while True:
            while i <= j and key[i] < key[a]:
                i += 1
            while i <= j and key[j] >= key[a]:
                j -= 1
            if i > j:
                self.swap(j, a)
                return j, not swaps
            self.swap(i, j)
            i, j, swaps = i + 1, j - 1, swaps + 1

    def split_equal(self, a: int, b: int, pivot: int) -> int:
        """Elements equal to the pivot first, larger ones after them; where those begin."""
        self.swap(a, pivot)
        key, i, j = self.key, a + 1, b - 1
        while True:
            while i <= j and key[a] >= key[i]:
                i += 1
            while i <= j and key[a] < key[j]:
                j -= 1
            if i > j:
                return i
            self.swap(i, j)
            i, j = i + 1, j - 1

    def nearly_sorted(self, a: int, b: int) -> bool:
        """Whether a few shifts have sorted the stretch; they stay done where they have not."""
        key, i = self.key, a + 1
        for _ in range(5):
            while i < b and key[i] >= key[i - 1]:
                i += 1
            if i == b:
                return True
            if b - a < _NINTHER:
                return False
            self.swap(i, i - 1)
            if i - a >= 2:
                self.shift(range(i - 1, 0, -1))
            if b - i >= 2:
                self.shift(range(i + 1, b))
        return False

    def shift(self, places: range) -> None:
        for j in places:
            if self.key[j] >= self.key[j - 1]:
                return
            self.swap(j, j - 1)

    def break_patterns(self, a: int, b: int) -> None:
        """Scatter three elements about."""
        length = b - a
        mask = (1 << length.bit_length()) - 1
        middle = a + length // 4 * 2
        for at, random in zip(range(middle - 1, middle + 2), _random(length), strict=False):
            other = random & mask
            self.swap(at, a + (other - length if other >= length else other))

    def choose_pivot(self, a: int, b: int) -> tuple[int, int]:
        """A place of a middling element, and how many swaps it took to find it."""
        quarter, swaps = (b - a) // 4, 0
        places = [a + quarter, a + quarter * 2, a + quarter * 3]
        if b - a >= _NINTHER:
            found = [self.median(at - 1, at, at + 1) for at in places]
            places, swaps = [place for place, _ in found], sum(count for _, count in found)
        pivot, more = self.median(*places)
        return pivot, swaps + more

    def median(self, a: int, b: int, c: int) -> tuple[int, int]:
        key, swaps = self.key, 0
        if key[b] < key[a]:
            a, b, swaps = b, a, swaps + 1
        if key[c] < key[b]:
            b, c, swaps = c, b, swaps + 1
        if key[b] < key[a]:
            a, b, swaps = b, a, swaps + 1
        return b, swaps

    def reverse(self, a: int, b: int) -> None:
        self.key[a:b], self.order[a:b] = self.key[a:b][::-1], self.order[a:b][::-1]


def _random(seed: int) -> Iterator[int]:
    """Go's xorshift numbers."""
    while True:
        seed ^= seed << 13 & _MASK
        seed ^= seed >> 7
        seed ^= seed << 17 & _MASK
        yield seed
