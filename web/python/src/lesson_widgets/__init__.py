"""lesson-widgets: look inside joint attention, in a notebook, on your own SD3 or FLUX."""
from .capture import Capture, CaptureTooLarge, capture, plan

__all__ = ["Capture", "CaptureTooLarge", "capture", "plan"]
