"""An export as an answer: part by part, and at its end, whoever ends it, others may have theirs."""

from collections.abc import Callable

from anyio import CancelScope
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from store.export.file import File


class Download(StreamingResponse):
    """A file that is sent while it is read; one that the store ends breaks off, so that nobody takes it for whole."""

    def __init__(self, file: File, ended: Callable[[], None]) -> None:
        self._parts, self._ended = file.parts(), ended
        # A proxy that collects answers before it hands them on would hold all of it.
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "X-Accel-Buffering": "no"}
        super().__init__(self._parts, media_type=file.media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until either side ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            # A part that is being read is waited for: until then it is work of the store's.
            with CancelScope(shield=True):
                await run_in_threadpool(self._parts.close)
            self._ended()
