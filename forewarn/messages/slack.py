"""Messages to an incoming webhook of Slack: a coloured block a part."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from forewarn.messages.message import Message, Part
from forewarn.messages.receiver import post

LONGEST = 2900
"""Characters of a block; Slack refuses more than 3000."""


@dataclass(frozen=True, slots=True)
class Slack:
    """A channel, by the address of its webhook, which is a secret."""

    url: str
    kind: str = "slack"

    @property
    def name(self) -> str:
        """Its host."""
        return f"Slack at {urlsplit(self.url).netloc}"

    def send(self, message: Message) -> None:
        """See `Receiver`."""
        post(self.url, json.dumps(payload(message)).encode(), {})


def payload(message: Message) -> dict[str, Any]:
    """What Slack takes."""
    return {"text": escaped(message.subject), "attachments": [_attachment(part) for part in message.parts]}


def escaped(text: str) -> str:
    """A text in which nothing is a link or a mention.

    >>> escaped("<!channel> a & b")
    '&lt;!channel&gt; a &amp; b'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attachment(part: Part) -> dict[str, Any]:
    links = " · ".join(f"<{url}|{escaped(label)}>" for label, url in part.links.items())
    words = [f"*{escaped(part.headline)}*", *map(escaped, part.lines)]
    text = _cut("\n".join(words), LONGEST - len(links))
    block = {"type": "section", "text": {"type": "mrkdwn", "text": f"{text}\n{links}" if links else text}}
    return {"color": part.colour, "blocks": [block]}


def _cut(text: str, most: int) -> str:
    """A text that is not too long; what stands for a letter is not cut in two."""
    return text if len(text) <= most else re.sub("&[a-z]{0,3}$", "", text[: most - 1]) + "…"
