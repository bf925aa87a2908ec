// Large text: the widgets' layouts are made for texts of a page's usual sizes. What the host's text is above these, the
// whole picture is larger, as by the browser's own zoom: nothing collides, and narrow layouts take over where they must.

/** In px. Smaller text than this is not legible in a picture. */
const [smallest, largest] = [12, 18];
const most = 48;
/** CSS pixels that every widget can do with. */
const narrowest = 320;

export interface TextSize {
  /** What the widget writes in, in its own pixels. */
  text: number;
  /** How many CSS pixels one of its own would be. */
  wanted: number;
}

/** `size`: of the host's text, in px. */
export function textSizeOf(size: number): TextSize {
  const text = Math.min(largest, Math.max(smallest, size || 15));
  return { text, wanted: Math.max(1, Math.min(size || 15, most) / largest) };
}

/** CSS pixels in one of the widget's own, where it is `width` CSS pixels wide. */
export function magnification({ wanted }: TextSize, width: number): number {
  return Math.max(1, Math.min(wanted, width / narrowest));
}
