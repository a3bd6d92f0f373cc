"""3 two articles → edits. Pure: values in, values out; no clock, no network, no files.

`compare` gives the smallest true account of how two articles differ; `settle` weighs each difference against earlier
captures, so that what the copy's maker did is not called the publisher's.

    account   from two articles to edits     align     which sentence became which; order: which of them crossed
    scene     one row for each sentence      rows      what an edit or a candidate tells
    borders   sentences cut otherwise, though the text is the same
    words     what changed inside one        facts     what a reader would be misled by
    finds     facts that stand in a text: figures, names, the words of lexicon; tongue: in which language
    fields    headline, byline, dates        links     where links lead
    settle    whose a difference is          weigh     how grave the whole is

What is no difference: `numerals` of lists, `mailboxes` that a site protects, `lookalikes` (named, for they may be one).
"""

from monitor.compare.account import compare
from monitor.compare.settle import settle

__all__ = ["compare", "settle"]
