"""Tasks as an iCalendar (RFC 5545): an event of a day for each that is to be done.

Written here, as no library of ours does: content lines end in CRLF, are folded at 75 octets (3.1), and texts are
escaped (3.3.11). Events and not to-dos, as calendars that people subscribe with show nothing else.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from admin.tasks.schedule import Scheduled

MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
OCTETS = 75
"""Of a content line, without its end."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(tasks: Iterable[Scheduled], now: datetime, address: str, name: str) -> str:
    """The calendar of tasks that have a day; `address` is where people reach the admin."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Forewarn//Tasks//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
        *(line for task in tasks if task.is_to_do for line in _event(task, now, address)),
        "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as a value: what parts values escaped, a line break as such, other control characters left out."""
    said = text.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPED)
    return "".join(letter for letter in said if letter == "\t" or not (letter < " " or letter == "\x7f"))


def folded(line: str) -> str:
    """A content line in lines of 75 octets at most, each but the first after a blank; no letter is cut in two."""
    parts: list[str] = []
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        # The blank before a part is one of its octets.
        if size + octets > OCTETS - bool(parts):
            parts.append(part)
            part, size = "", 0
        part, size = part + letter, size + octets
    return "\r\n ".join([*parts, part])


def _event(task: Scheduled, now: datetime, address: str) -> Iterator[str]:
    if task.day is None:
        return
    yield "BEGIN:VEVENT"
    yield f"UID:{task.task}@forewarn"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{task.version}"
    yield f"DTSTART;VALUE=DATE:{task.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{task.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'{task.asset}: {task.title}')}"
    yield f"DESCRIPTION:{escaped(_told(task))}"
    yield f"LOCATION:{escaped(task.site)}"
    yield f"STATUS:{'CONFIRMED' if task.given else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield f"URL:{address}/tasks/{task.task}"
    yield "END:VEVENT"


def _told(task: Scheduled) -> str:
    due = f"Due {task.due:%Y-%m-%d %H:%M} UTC" if task.due else ""
    lines = (task.action, f"{due}: {task.because}" if due and task.because else due, "LATE" if task.late else "",
             f"Who: {task.assignee}" if task.assignee else "", task.note)  # fmt: skip
    return "\n".join(filter(None, lines))
