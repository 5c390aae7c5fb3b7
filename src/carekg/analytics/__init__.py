"""Analytics: free functions over NetworkX graphs. They know nothing of RDF."""

import os

# Before igraph is loaded: where others use the processors too, its PageRank takes ten times as long in several threads.
os.environ.setdefault("OMP_NUM_THREADS", "1")
