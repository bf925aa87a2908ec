// A rendered page as a reader goes through it: its text in order, each piece with what it stands in.

export interface Piece {
  text: string;
  /** Id of the section. */
  section: string;
  /** Ids of all elements around it, outermost first. */
  ids: string[];
  /** data-term of the term that it is the name of, where it is. */
  term?: string;
  /** Whether it counts as text: not a table, a formula, code, a drawing, a source, a control, a list of words. */
  prose: boolean;
  /** Which paragraph, entry or heading it stands in: pieces of one follow each other. */
  block: number;
  /** The name of a source, which is no part of the sentence that it stands in. */
  cited: boolean;
  /** A prediction's worked answer, which stays folded until the reader has committed. */
  folded: boolean;
}

interface Open {
  tag: string;
  id?: string;
  classes: string[];
  term?: string;
}

const token = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|([^<]+)/g;
const alone = new Set(["input", "img", "br", "hr", "meta", "link", "wbr", "source"]);
const notProseTags = new Set([
  "svg",
  "math",
  "pre",
  "code",
  "table",
  "lesson-widget",
  "button",
  "select",
  "style",
  "summary",
]);
const notProse = new Set(
  "katex model-card vocabulary anchor term-means section-number badge source predict-mark number-answer record".split(
    " ",
  ),
);

/** What may stand inside a sentence; any other element ends it. */
const inline = new Set("a abbr b br cite code dfn em i kbd span strong sub sup var wbr math svg".split(" "));

const attribute = (text: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1];

export function read(html: string): Piece[] {
  const pieces: Piece[] = [];
  const open: Open[] = [];
  let block = 0;
  for (const [, closing, tag, attributes, text] of html.matchAll(token)) {
    if (text !== undefined) {
      if (text.trim() !== "") pieces.push(pieceOf(text, open, block));
    } else if (tag === undefined) {
    } else if (closing) {
      block += Number(!inline.has(tag));
      while (open.length > 0 && open.pop()!.tag !== tag);
    } else if (!alone.has(tag) && !attributes!.endsWith("/")) {
      block += Number(!inline.has(tag));
      open.push({
        tag,
        id: attribute(attributes!, "id"),
        classes: (attribute(attributes!, "class") ?? "").split(" "),
        term: attribute(attributes!, "data-term"),
      });
    }
  }
  return pieces;
}

function pieceOf(text: string, open: Open[], block: number): Piece {
  const section = open.find(({ tag, classes }) => tag === "section" && classes.includes("section"));
  const within = (name: string) => open.some(({ classes }) => classes.includes(name));
  return {
    text: text
      .replace(/&nbsp;|\u00a0/g, " ")
      .replaceAll("&amp;", "&")
      .replaceAll("&lt;", "<"),
    section: section?.id ?? "",
    block,
    ids: open.flatMap(({ id }) => id ?? []),
    term: within("term-means") ? undefined : open.find(({ term }) => term)?.term,
    prose: !open.some(({ tag, classes }) => notProseTags.has(tag) || classes.some((name) => notProse.has(name))),
    cited: within("cite"),
    folded: open.some(({ tag, classes }) => tag === "details" && classes.includes("answer")),
  };
}
