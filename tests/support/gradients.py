"""The gradients of a layer twice: what it sends back, and central differences of what it gives."""

import numpy as np


def differences(f, w, h=1e-5):
    """∂f/∂w of a number f(w), one element after the other."""
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        moved = w.copy()
        moved[i] += h
        above = f(moved)
        moved[i] -= 2 * h
        grad[i] = (above - f(moved)) / (2 * h)
    return grad


def check_layer(layer, x, training=False, tolerance=1e-7):
    """Let Σ dout ⊙ y fall back through the layer, for a random dout."""
    dout = np.random.default_rng(7).normal(size=layer.forward(x, training).shape)

    def loss(x):
        return np.vdot(dout, layer.forward(x, training))

    def loss_with(name):
        def loss_at(value):
            layer.params = params | {name: value}
            return loss(x)

        return loss_at

    layer.forward(x, training)
    dx, grads, params = layer.backward(dout), layer.grads, layer.params
    assert dx.shape == x.shape
    assert grads.keys() == params.keys()
    assert np.allclose(dx, differences(loss, x), rtol=tolerance, atol=tolerance)
    for name in params:
        expected = differences(loss_with(name), params[name])
        layer.params = params
        assert np.allclose(grads[name], expected, rtol=tolerance, atol=tolerance), name
