"""The canonical code of the mlcheats pages: small, typed, checked NumPy functions.

An array argument may be an array, a list or a number; float32 stays float32, integers and
bools become float64, and none is ever changed. What holds no real numbers is a TypeError;
NaN, infinity or a shape that does not fit is a ValueError. Each names the argument, what
was expected and what came.
"""

from mlcheats.activations import (
    identity_function,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    step_function,
)
from mlcheats.backpropagation import backpropagate, central_differences
from mlcheats.gradients import (
    gradient_descent,
    numerical_diff,
    numerical_gradient,
    tangent_line,
)
from mlcheats.losses import (
    cross_entropy_error,
    one_hot,
    softmax_cross_entropy,
    sum_squares_error,
)
from mlcheats.mnist import load_mnist
from mlcheats.networks import TwoLayerNet, forward, predict
from mlcheats.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop
from mlcheats.perceptron import AND, NAND, OR, XOR
from mlcheats.training import History, train
from mlcheats.weights import load_weights, save_weights

__version__ = "0.1.0"

__all__ = [
    "AND",
    "NAND",
    "OR",
    "SGD",
    "XOR",
    "AdaGrad",
    "Adam",
    "History",
    "Momentum",
    "Nesterov",
    "RMSprop",
    "TwoLayerNet",
    "backpropagate",
    "central_differences",
    "cross_entropy_error",
    "forward",
    "gradient_descent",
    "identity_function",
    "load_mnist",
    "load_weights",
    "log_softmax",
    "numerical_diff",
    "numerical_gradient",
    "one_hot",
    "predict",
    "relu",
    "save_weights",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "step_function",
    "sum_squares_error",
    "tangent_line",
    "train",
]
