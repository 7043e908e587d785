"""When to stop, by examples that the network has not learned from, as the page shows it."""

from typing import Any

import numpy as np

from mlcheats._types import Arrays, Learner
from mlcheats.training import History


class EarlyStopping:
    """True once the loss on validation data has not fallen for `patience` epochs."""

    def __init__(self, net: Learner, x: Any, t: Any, *, patience: int = 5) -> None:
        self.net, self.x, self.t = net, x, t
        self.patience = patience
        self.losses: list[np.floating] = []
        self.params: Arrays = dict(net.params)

    def __call__(self, history: History) -> bool:
        self.losses.append(self.net.loss(self.x, self.t))
        waited = len(self.losses) - 1 - np.argmin(self.losses)
        if waited == 0:  # the best so far
            self.params = dict(self.net.params)
        return bool(waited >= self.patience)
