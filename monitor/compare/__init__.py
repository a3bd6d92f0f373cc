"""3 two articles → edits. Pure: values in, values out; no clock, no network, no files.

`compare` gives the smallest true account of how two articles differ; `settle` weighs each difference against earlier
captures, so that what the copy's maker did is not called the publisher's.
"""

from monitor.compare.account import compare
from monitor.compare.settle import settle

__all__ = ["compare", "settle"]
