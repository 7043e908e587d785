"""From a photograph to digits: pixels, paper, rulings, parts, marks, characters, fields, answers.

It needs Pillow, which comes with `mlcheats[cli]`.
"""
