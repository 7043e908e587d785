"""The canonical code of the mlcheats pages: small, typed, checked NumPy functions.

An array argument may be an array, a list or a number; float32 stays float32, float16 becomes
float32, integers and bools become float64, and none is ever changed. What holds no real
numbers, or a mask, is a TypeError; NaN, infinity or a shape that does not fit is a
ValueError. Each names the argument, what was expected and what came.

The modules beside this one hold the bare code that the pages show; `mlcheats.checked` holds
what is exported here, the same functions behind these checks.
"""

from mlcheats.checked.activations import (
    identity_function,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    step_function,
)
from mlcheats.checked.backpropagation import backpropagate, central_differences
from mlcheats.checked.bayes import naive_bayes, predict_bayes
from mlcheats.checked.clusters import gaussian_mixture, k_means, silhouette
from mlcheats.checked.components import pca
from mlcheats.checked.convolution import (
    ConvNet,
    Convolution,
    Flatten,
    MaxPool,
    conv2d,
    max_pool,
)
from mlcheats.checked.evaluation import (
    auc,
    confusion_matrix,
    k_fold,
    precision_recall_f1,
    roc_curve,
)
from mlcheats.checked.gradients import (
    gradient_descent,
    numerical_diff,
    numerical_gradient,
    tangent_line,
)
from mlcheats.checked.layers import (
    GELU,
    Add,
    Affine,
    LeakyReLU,
    Network,
    ReLU,
    Shortcut,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
)
from mlcheats.checked.logistic import logistic_regression
from mlcheats.checked.losses import (
    cross_entropy_error,
    one_hot,
    one_hot_like,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sum_squares_error,
)
from mlcheats.checked.margins import linear_svm
from mlcheats.checked.neighbors import knn
from mlcheats.checked.networks import TwoLayerNet, forward, predict
from mlcheats.checked.optimizers import SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, RMSprop
from mlcheats.checked.perceptron import AND, NAND, OR, XOR
from mlcheats.checked.regression import lasso, linear_regression, ridge
from mlcheats.checked.regularization import (
    BatchNormalization,
    Dropout,
    WeightDecay,
    random_search,
)
from mlcheats.checked.scaling import mean_and_std
from mlcheats.checked.training import train
from mlcheats.checked.trees import boost, grow_tree, predict_tree, random_forest
from mlcheats.checked.validation import EarlyStopping
from mlcheats.mnist import load_mnist
from mlcheats.tables import Table, load_table
from mlcheats.training import History
from mlcheats.weights import load_weights, save_weights

__version__ = "0.1.0"

__all__ = [
    "AND",
    "GELU",
    "NAND",
    "OR",
    "SGD",
    "XOR",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Add",
    "Affine",
    "BatchNormalization",
    "ConvNet",
    "Convolution",
    "Dropout",
    "EarlyStopping",
    "Flatten",
    "History",
    "LeakyReLU",
    "MaxPool",
    "Momentum",
    "Nesterov",
    "Network",
    "RMSprop",
    "ReLU",
    "Shortcut",
    "Sigmoid",
    "SoftmaxCrossEntropy",
    "Table",
    "Tanh",
    "TwoLayerNet",
    "WeightDecay",
    "auc",
    "backpropagate",
    "boost",
    "central_differences",
    "confusion_matrix",
    "conv2d",
    "cross_entropy_error",
    "forward",
    "gaussian_mixture",
    "gradient_descent",
    "grow_tree",
    "identity_function",
    "k_fold",
    "k_means",
    "knn",
    "lasso",
    "linear_regression",
    "linear_svm",
    "load_mnist",
    "load_table",
    "load_weights",
    "log_softmax",
    "logistic_regression",
    "max_pool",
    "mean_and_std",
    "naive_bayes",
    "numerical_diff",
    "numerical_gradient",
    "one_hot",
    "one_hot_like",
    "pca",
    "precision_recall_f1",
    "predict",
    "predict_bayes",
    "predict_tree",
    "random_forest",
    "random_search",
    "relu",
    "ridge",
    "roc_curve",
    "save_weights",
    "sigmoid",
    "sigmoid_cross_entropy",
    "silhouette",
    "softmax",
    "softmax_cross_entropy",
    "step_function",
    "sum_squares_error",
    "tangent_line",
    "train",
]
