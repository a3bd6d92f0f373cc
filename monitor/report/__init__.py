"""6 tell people, one file per channel. What it says is decided elsewhere.

digest      findings, in order           items     what is said of each, the same for every medium
said        the one wording              passages  the model of a diff: what changed, a little context, gaps
render      how a diff is drawn          visible   text from outside, made harmless

console     terminals and pipes; wrap    text      plain text
article     one article, looked back on  formats   all of them by name
page        HTML; templates/             markdown  for a vault
table       JSON, JSON lines, CSV        check_line  the line of `monitor check --json`
letter      one mail                     mail      handed to a server
health      `monitor status`
"""
