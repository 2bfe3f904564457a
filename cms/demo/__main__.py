"""`python -m cms.demo [reset]`: what `make demo` and `make demo-reset` run."""

import sys

from cms.demo.supervisor import reset, run

raise SystemExit(reset() if sys.argv[1:] == ["reset"] else run())
