#!/usr/bin/env python3
"""Fails on an include that goes upward between the layers, or round in a circle.

core <- widgets <- shell: a layer includes itself and those before it. Neither a file nor a room may include itself by way
of others. A room is a folder of a layer with all below it; what lies beside the rooms is one each. A widget includes no other widget: what two
share stands in widgets/page, widgets/ui or widgets/state.

usage: tools/includes.py [FOLDER]     FOLDER: another root with the same layers, for its own test
"""

import re
import sys
from pathlib import Path

layers = ("core", "widgets", "shell")
# Arrows that still close a circle of rooms, each with what would take it away. None is added here.
known = {
    ("core/result", "core/io"),  # UTF-8 is checked in io, below which errors are written
    ("widgets/ui", "widgets/page"),  # the frame looks at the run desk
    ("widgets/ui", "widgets/widget"),  # and asks a widget for its table; the page draws with ui
}
included = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def files_of(root):
    return sorted(p for layer in layers for p in (root / layer).rglob("*") if p.suffix in (".h", ".cpp"))


def graph_of(root):
    """Which of our files each of our files includes, by paths from the root."""
    names = {str(p.relative_to(root)): p for p in files_of(root)}
    return {name: [i for i in included.findall(p.read_text()) if i in names] for name, p in names.items()}


def room_of(name):
    parts = Path(name).with_suffix("").parts
    return "/".join(parts[:2])


def rooms_of(graph):
    """The same between rooms, without the arrows that are known."""
    rooms = {}
    for name, others in graph.items():
        rooms.setdefault(room_of(name), set()).update(map(room_of, others))
    return {room: sorted(o for o in others - {room} if (room, o) not in known) for room, others in rooms.items()}


def upward(graph):
    for name, others in graph.items():
        for other in others:
            if layers.index(other.split("/")[0]) > layers.index(name.split("/")[0]):
                yield f"{name} includes {other}: {name.split('/')[0]} may not know {other.split('/')[0]}"


def between_widgets(graph):
    """Rooms with a widget.h are widgets."""
    widgets = {room_of(name) for name in graph if re.fullmatch(r"widgets/\w+/widget\.h", name)}
    for name, others in graph.items():
        for other in others:
            if room_of(name) != room_of(other) and {room_of(name), room_of(other)} <= widgets:
                yield f"{name} includes {other}: a widget may not know another; what both need is widgets/page's or widgets/ui's"


def circle(graph):
    """A way round through the graph, or nothing."""
    done, way = set(), []

    def visit(node):
        if node in way:
            return way[way.index(node):] + [node]
        if node in done:
            return None
        way.append(node)
        for other in graph.get(node, ()):
            if found := visit(other):
                return found
        way.pop()
        done.add(node)
        return None

    return next((found for node in graph if (found := visit(node))), None)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    graph = graph_of(root)
    problems = [*upward(graph), *between_widgets(graph)]
    for what, one in (("files", graph), ("rooms", rooms_of(graph))):
        if found := circle(one):
            problems.append(f"a circle of {what}: " + " -> ".join(found))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(graph)} files, {sum(map(len, graph.values()))} includes among them, {len(problems)} wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
