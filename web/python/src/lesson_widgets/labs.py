"""What the exercise notebooks share: a prediction is made before a cell that computes the answer will run."""
import numpy as np


class PredictFirst(RuntimeError):
    """The cell above wants a guess. Wrong ones are as good: an answer one has tried to guess stays longer."""


def committed(guess):
    """-> the guess; stops where there is none yet."""
    if guess is ... or guess is None:
        raise PredictFirst("write your prediction in place of the ... in the cell above, run it, then run this one")
    return guess


def verdict(guess, truth, near=0.0, unit=""):
    """Both, side by side, in a sentence. Numbers within `near` are near; words are right or not."""
    committed(guess)
    if isinstance(truth, str):
        right = str(guess).strip().lower() == truth.lower()
        return f"You said {guess!r}; " + ("so it is." if right else f"here it is {truth!r}.")
    off = abs(float(guess) - truth)
    how = "right" if off <= near else "near" if off <= 3 * near else "not so"
    return f"You said {guess:g}{unit}; it is {truth:.3g}{unit}: {how}."


def distance(picture, other):
    """Root mean square of two pictures (PIL or arrays), 0: the same, 1: white against black."""
    a, b = (np.asarray(p, np.float64) / (255 if np.asarray(p).dtype == np.uint8 else 1) for p in (picture, other))
    if a.shape != b.shape:
        raise ValueError(f"pictures of one size: expected {a.shape}, got {b.shape}")
    return float(np.sqrt(((a - b) ** 2).mean()))


def table(rows, columns):
    """Rows of values as an HTML table for a notebook, and as text elsewhere."""
    return _Table([[str(c) for c in row] for row in rows], list(columns))


class _Table:
    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns

    def _repr_html_(self):
        from html import escape
        line = lambda cells, tag: "<tr>" + "".join(f"<{tag}>{escape(c)}</{tag}>" for c in cells) + "</tr>"
        return "<table><thead>" + line(self.columns, "th") + "</thead><tbody>" + "".join(line(r, "td") for r in self.rows) + "</tbody></table>"

    def __repr__(self):
        wide = [max(len(row[i]) for row in [self.columns, *self.rows]) for i in range(len(self.columns))]
        return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, wide)).rstrip() for row in [self.columns, *self.rows])
