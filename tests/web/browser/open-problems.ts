// Browser tests that fail today, and why as far as it is known. They are skipped with that reason, counted as skipped,
// and run with LESSON_OPEN_PROBLEMS=1. This list must become empty: mend one, take its line out.

export const openProblems: Record<string, string> = {
  "320 px wide, as at 400 % zoom › nothing is cut off sideways, and axe finds nothing":
    "something reaches past 320 px",
  "a dragged slider keeps the drag outside the widget, and nothing sticks after": "the drag ends early",
  "at 1.25 device pixels per CSS pixel › the canvas has exactly the screen's pixels, unscaled":
    "the canvas or its layout differs by part of a pixel",
  "at 1.5 device pixels per CSS pixel › the canvas has exactly the screen's pixels, unscaled":
    "the canvas or its layout differs by part of a pixel",
  "at 1.5 device pixels per CSS pixel › the pointer hits a control from its first to its last pixel, and not beside it":
    "the canvas or its layout differs by part of a pixel",
  "at 2 device pixels per CSS pixel › the canvas has exactly the screen's pixels, unscaled":
    "the canvas or its layout differs by part of a pixel",
  "at 2 device pixels per CSS pixel › the pointer hits a control from its first to its last pixel, and not beside it":
    "the canvas or its layout differs by part of a pixel",
  "at 3 device pixels per CSS pixel › the canvas has exactly the screen's pixels, unscaled":
    "the canvas or its layout differs by part of a pixel",
  "at 3 device pixels per CSS pixel › the pointer hits a control from its first to its last pixel, and not beside it":
    "the canvas or its layout differs by part of a pixel",
  "axe finds nothing, dark, all widgets live":
    "mended since (headings of tables, names of landmarks); not yet seen green",
  "axe finds nothing, light, all widgets live":
    "mended since (headings of tables, names of landmarks); not yet seen green",
  "contents: every entry leads to its section, and the one being read is marked":
    "the last sections are not reached by their links in time",
  "follows a new width of the window": "the canvas keeps its old width",
  "nothing moves while widgets load": "layout shift 0.25 while widgets load; the bar is 0.02",
  "state › changes by the learner are told, with the state": "times out",
  "the wheel › scrolls the page over encoder-shapes until it is entered":
    "the page does not move under the wheel in this harness",
  "the wheel › zooms the map once entered, scrolls the page again at the map's end, and after Escape":
    "the page does not move under the wheel in this harness",
  "theme › widgets follow the page into the dark and back":
    "rewritten to wait for the drawn colour; not yet seen green",
  "touch › a swipe over attention-quadrants scrolls the page": "a swipe does not move the page in this harness",
  "touch › a swipe over encoder-shapes scrolls the page": "a swipe does not move the page in this harness",
  "touch › a swipe over step-count scrolls the page": "a swipe does not move the page in this harness",
};
