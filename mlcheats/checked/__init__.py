"""The checked shell: what `mlcheats` exports, in modules of the same names.

Each function is the bare one of its module, which a page shows, between two checks: what
comes in is turned into arrays once, or refused with a reason (`arrays`, `parameters`), and
what goes out holds finite numbers. Numbers that overflow on the way are seen by their result.
"""
