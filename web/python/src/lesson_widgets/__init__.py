"""lesson-widgets: look inside joint attention, in a notebook, on your own SD3 or FLUX."""
from .capture import Capture, CaptureTooLarge, capture, plan

__all__ = ["Capture", "CaptureTooLarge", "LessonWidget", "capture", "plan"]


def __getattr__(name):
    """The widget needs anywidget, which a program that only captures may do without."""
    if name == "LessonWidget":
        from .widget import LessonWidget
        return LessonWidget
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
