"""Taking snapshots of originals and mementos: the only code that fetches over HTTP.

    live      one page, as it is now            manners   robots.txt, Retry-After
    wire      a complete answer or a failure    lanes     one polite lane per host
    errand    one fetch through its redirects   robots    the rules of one host
    adapter   what `requests` sends through     silence   hosts at which nobody answers
    line      connections, with a deadline      gate      which addresses may be dialled
    answer    reading HTTP/1.1                  names     looking them up
    decoding  gzip, deflate, br, zstd           room      so many large bodies at once in memory
    fault     no complete answer, and why

`wayback` and what stands around it (`listing`, `cdx`, `timemap`, `replay`, `asking`, `limiter`, `choose`) speak with
the archive, through `wire` as everybody.
"""
