"""The language of the site's formulas: their TeX, computed.

`verify(tex, binding)` raises a TexError, which names the place, unless the formula says what its
entry of docs/formulas.yml does. What is not understood is an error, never a guess: `x2`, `a / b c`,
`\\log(a)^2`, a product of two vectors, an index over axes of different sizes.

    tokens      cut the TeX into tokens
    tree        what a formula is made of
    names, commands, terms, statements
                parse: the grammar stands at their heads, from a name to a whole formula
    world       what names stand for: the table's Python expressions, drawn and computed
    values      the arithmetic of numbers, vectors and matrices
    differences derivatives and limits of what can only be computed
    scope, slopes
                names, indices and derivatives at one place in one world
    evaluate    the value of a term there
    verify      whether the statements hold
    table       read docs/formulas.yml
"""
