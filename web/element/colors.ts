// The widgets' colours, by the names of widgets/ui/theme.h, in light and in dark. Each is painted on a span that nobody
// sees, by the same rules as the element's own fields and words: what the browser then says of those spans (theme.ts)
// is the one source that canvas and fields share, whatever sheet, extension or setting has changed it.

type Kind = "text" | "ground" | "edge";
interface Color {
  light: string;
  dark: string;
  /** What the colour is used for: programs that darken pages treat a ground otherwise than a text. */
  kind: Kind;
  /** Where readers have chosen the colours of all pages; pictures and their data keep their own. */
  system?: string;
}
const color = (light: string, dark: string, kind: Kind, system?: string): Color => ({ light, dark, kind, system });

export const colors: Record<string, Color> = {
  background: color("#fcfaf5", "#16171a", "ground", "Canvas"),
  surface: color("#f5f1e8", "#1f2125", "ground", "Canvas"),
  text: color("#27241f", "#e8e4dc", "text", "CanvasText"),
  muted: color("#625b50", "#aaa599", "text", "CanvasText"),
  line: color("#dfd8ca", "#363940", "edge", "CanvasText"),
  control: color("#8b8273", "#80838b", "edge", "ButtonBorder"),
  accent: color("#34508f", "#9db4f5", "text", "Highlight"),
  on_accent: color("#ffffff", "#14161c", "text", "HighlightText"),
  focus: color("#1d5fd1", "#7fb0ff", "edge", "Highlight"),
  text_token: color("#a54a1b", "#f0a274", "text"),
  image_token: color("#0f6f7f", "#6cc6d4", "text"),
  good: color("#2b6e3f", "#7fc794", "text"),
  warning: color("#8a5a00", "#e0b45c", "text"),
  error: color("#ae2a24", "#f08a80", "text"),
  data_1: color("#0b6aa8", "#6fb6ec", "text"),
  data_2: color("#c04f12", "#f0985f", "text"),
  data_3: color("#007d5c", "#4cc8a1", "text"),
  data_4: color("#a1478c", "#dd9bd0", "text"),
  data_5: color("#87690a", "#dcc05c", "text"),
  data_6: color("#555866", "#b6b9c6", "text"),
};

/** Where a span shows its colour. */
export const shownAs: Record<Kind, "color" | "backgroundColor" | "borderTopColor"> = {
  text: "color",
  ground: "backgroundColor",
  edge: "borderTopColor",
};
const cssName: Record<Kind, string> = { text: "color", ground: "background-color", edge: "border-top-color" };

const dashed = (name: string) => name.replace("_", "-");
const all = Object.entries(colors);
const declared = (value: (name: string, color: Color) => string) =>
  all.map(([name, color]) => `--_${dashed(name)}: ${value(name, color)};`).join(" ");
const own = ({ light, dark }: Color) => `light-dark(${light}, ${dark})`;

const black: Record<string, string> = { text: "#000000", muted: "#000000", control: "#000000", line: "#000000" };
const inkOf = (name: string, color: Color) => (black[name] ? "light-dark(#000000, #ffffff)" : own(color));
/** Where readers ask for more contrast, what is faint by choice is as plain as the text. */
const plain = (name: string, color: Color) =>
  `var(--lesson-${black[name] ? "text" : dashed(name)}, ${name === "background" ? "light-dark(#ffffff, #000000)" : inkOf(name, color)})`;
const onPaper = (name: string, { light }: Color) =>
  name === "background" ? "#ffffff" : black[name] && name !== "line" ? "#000000" : light;

/** The custom properties `--_<name>` that all rules of the element use, and the spans that tell what became of them. */
export const colorRules = `
:host { ${declared((name, color) => `var(--lesson-${dashed(name)}, ${own(color)})`)} }
@media (prefers-contrast: more) { :host { ${declared(plain)} } }
@media (forced-colors: active) { :host { ${declared((_, color) => color.system ?? own(color))} } }
/* The browser darkens pages by itself, and pictures not: the widget is dark by its own choice. */
.auto-dark { color-scheme: dark; color: var(--_text); ${declared((_, { dark }) => dark)} }
.paper { color-scheme: light; ${declared(onPaper)} }
@media print { :host { color-scheme: light; background: #ffffff; ${declared(onPaper)} } }

.palette {
  position: absolute; width: 0; height: 0; overflow: hidden; visibility: hidden; pointer-events: none;
  forced-color-adjust: none;
}
/* A change of the outline's colour takes a moment and ends with an event: so a change is heard, whatever its cause. */
.palette i { border-top: 0 solid; transition: outline-color 1ms, font-size 1ms; }
${all.map(([name, { kind }]) => `.palette .${dashed(name)} { ${cssName[kind]}: var(--_${dashed(name)}); outline-color: var(--_${dashed(name)}); }`).join("\n")}
.palette .auto { color-scheme: light; background-color: Canvas; outline-color: Canvas; }
.palette .mixer { transition: none; }
`;

/** The spans, for the element's shadow tree. */
export function buildPalette(): HTMLElement {
  const palette = document.createElement("div");
  palette.className = "palette";
  palette.setAttribute("aria-hidden", "true");
  for (const name of [...Object.keys(colors).map(dashed), "auto", "mixer"]) {
    const span = document.createElement("i");
    span.className = name;
    palette.append(span);
  }
  return palette;
}
export const spanOf = (palette: HTMLElement, name: string) => palette.querySelector<HTMLElement>(`.${dashed(name)}`)!;
