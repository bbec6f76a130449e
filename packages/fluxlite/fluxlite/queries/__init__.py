"""Queries in processes of their own: none can take the store's memory, hold its event loop or outlive its client.

limits      what one query may use, and how many run or wait
lanes       who is next: fair between tokens, small ones past large ones
service     the door: a question in, the answer piece by piece
attendant   the store's side of one query: hands the worker what the token may read, and its answer to the client
workers     the processes: started, kept warm, ended
wire        frames between the two sides
remote      the worker's side of `fluxlite.seam`: a catalog that asks the store
worker      the process itself: the language, under a limit of memory
"""
