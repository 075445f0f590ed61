"""Fails where a public symbol of a symbol graph has no documentation comment.

usage: undocumented.py MODULE.symbols.json
"""

import json
import sys

graph = json.load(open(sys.argv[1]))
# Members that the compiler or the standard library makes carry their origin.
made = {r["source"] for r in graph["relationships"] if "sourceOrigin" in r}
missing = [
    ".".join(symbol["pathComponents"])
    for symbol in graph["symbols"]
    if "docComment" not in symbol
    and symbol["identifier"]["precise"] not in made
    and "::SYNTHESIZED::" not in symbol["identifier"]["precise"]
]
if missing:
    sys.exit(f"{graph['module']['name']}: no documentation of {', '.join(missing)}")
