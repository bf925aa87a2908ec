/**
 * The name under which a widget's picture is kept, or that of some of its parts: "step-count", "step-count.error".
 * @param {{ name: string, parts?: string }} shown
 */
export const recordingName = ({ name, parts = "" }) =>
  [
    name,
    parts
      .split(/[\s,]+/)
      .filter(Boolean)
      .join("-"),
  ]
    .filter(Boolean)
    .join(".");

/** The widget that a picture of that name shows. @param {string} recording */
export const recordedWidget = (recording) => recording.split(".")[0];
