"""The files that a page needs, as the wheel holds them (folder `page`, made by tools/python_wheel): each packed by gzip."""
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "page"


class NotBuilt(RuntimeError):
    """The package was not made into a wheel: its page files are missing."""


@cache
def version():
    """Changes with any of the files."""
    return text("version.txt").strip()


def text(name):
    path = FOLDER / name
    if not path.is_file():
        raise NotBuilt(f"{path} is not there: build the package with tools/python_wheel and install the wheel it names")
    return path.read_text(encoding="utf-8")


def packed(name):
    """Bytes of `name`, packed by gzip."""
    text("version.txt")
    return (FOLDER / f"{name}.gz").read_bytes()


def sizes():
    """-> {name: bytes of the packed file}."""
    version()
    return {path.name.removesuffix(".gz"): path.stat().st_size for path in sorted(FOLDER.glob("*.gz"))}


def recorded(widget):
    """A picture of the widget as WebP, recorded when the package was built; None where there is none."""
    path = FOLDER / "recorded" / f"{widget}.webp"
    return path.read_bytes() if path.is_file() else None
