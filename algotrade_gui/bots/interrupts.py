"""What is raised in a bot's code that holds the loop for too long."""


class BotInterruptedError(BaseException):
    """The bot's code held the loop for too long. No Exception: a strategy's `except Exception` is not to swallow it."""
