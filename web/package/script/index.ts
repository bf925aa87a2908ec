// lesson-widgets.js: the package with all its files in one script that is no module, for pages that cannot do more than
// name one. It leaves one name in the page, `lessonWidgets`, with what the module exports.

export * from "../main.js";
