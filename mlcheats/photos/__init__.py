"""From a photograph to digits: pixels, paper, rulings, parts, marks, characters, joins.

Each is cut out as a field, of which the net makes an answer. It needs Pillow, which comes with
`mlcheats[cli]`.
"""
