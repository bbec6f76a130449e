"""What can go wrong at the edges, as one small tree.

ForewarnError
├── SettingsError   the environment asks for something that cannot be: the process must not start
├── ContractError   a value breaks the data contract: names the field and the reason
└── GatewayError    the store refused or could not be reached; `permanent` says whether trying again can help
    └── AnswerTooLargeError   the store's answer is larger than who asked can take: ask for less at a time
"""


class ForewarnError(Exception):
    """Base of every error that this project raises on purpose."""


class SettingsError(ForewarnError):
    """A setting is missing, malformed or a placeholder."""


class ContractError(ForewarnError, ValueError):
    """A value breaks the contract; `field` says which one and `reason` why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class GatewayError(ForewarnError):
    """The store did not do what it was asked; `permanent` is true if the same request can never succeed.

    `answer` is all that it said, where the message is cut: it may quote everything that it was sent.
    """

    def __init__(self, message: str, *, permanent: bool, status: int | None = None, answer: str = "") -> None:
        super().__init__(message)
        self.permanent = permanent
        self.status = status
        self.answer = answer


class AnswerTooLargeError(GatewayError):
    """An answer is larger than who asked can take, and was given up."""

    def __init__(self, most: int) -> None:
        super().__init__(f"the answer is larger than {most:,} bytes", permanent=True)
