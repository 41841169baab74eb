"""When a bot that has failed is started again."""

from algotrade_gui.core.settings import RestartPolicy


class RestartCount:
    """Counts a bot's failures in a row."""

    def __init__(self) -> None:
        self.tries = 0
        """Starts that the policy has made since the bot last ran well."""

    def clear(self) -> None:
        """Begin anew: the bot was started by hand."""
        self.tries = 0

    def next_wait_s(self, policy: RestartPolicy, ran_s: float) -> float | None:
        """Take note of a failure after `ran_s` of life; return how long to wait before the next start, None where there is none."""
        if policy.when == "never":
            return None
        if ran_s >= policy.healthy_s:
            self.tries = 0
        if self.tries >= policy.most_tries:
            return None
        self.tries += 1
        # the exponent is bounded: 2.0 ** 1024 overflows
        return float(min(policy.longest_wait_s, policy.first_wait_s * 2.0 ** min(self.tries - 1, 64)))
