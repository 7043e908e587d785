"""`python -m mlcheats` is the command `mlcheats`."""

import sys

from mlcheats.cli import main

sys.exit(main())
