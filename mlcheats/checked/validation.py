"""When to stop, by examples that the network has not learned from."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from numpy.typing import ArrayLike

from mlcheats import validation
from mlcheats._types import Learner
from mlcheats.checked.options import as_count


class EarlyStopping(validation.EarlyStopping):
    """A `report` for `train` that stops once the validation loss has not fallen for a while.

    x and t are examples that `net` does not learn from; their loss is taken after each epoch.
    `losses` has it for each, `params` the weights of the epoch with the smallest, and the
    call is true once `patience` epochs have passed since. Examples that do not fit the net
    are a ValueError or TypeError at once.

    L. Prechelt, "Early Stopping — But When?", 1998.

    >>> import numpy as np
    >>> from mlcheats import EarlyStopping, TwoLayerNet, train
    >>> rng = np.random.default_rng(0)
    >>> x = rng.standard_normal((200, 2))
    >>> t = np.where(x[:, 0] > 0, 1, 0)
    >>> net = TwoLayerNet(2, 8, 2, rng=rng)
    >>> stop = EarlyStopping(net, x[150:], t[150:], patience=2)
    >>> history = train(net, x[:150], t[:150], epochs=100, rng=rng, report=stop)
    >>> net.params = stop.params
    >>> bool(net.loss(x[150:], t[150:]) == min(stop.losses))
    True
    """

    def __init__(self, net: Learner, x: ArrayLike, t: ArrayLike, *, patience: int = 5) -> None:
        for needed in ("params", "loss"):
            if isinstance(net, type) or not hasattr(net, needed):
                raise TypeError(f"net must be a TwoLayerNet or a Network, got {net!r}")
        net.loss(x, t)
        super().__init__(net, x, t, patience=as_count(patience, "patience"))
