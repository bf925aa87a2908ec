// What a built page must keep to: every link within it leads somewhere, and no two things bear one name.

/** Throws with the section's file; `fileOf`: the content file of a section, by its id. */
export function checkAnchors(html: string, fileOf: (section: string) => string): void {
  const at = (index: number) => {
    const before = [...html.slice(0, index).matchAll(/<section id="([^"]+)" class="section"/g)];
    return fileOf(before.at(-1)?.[1] ?? "");
  };
  const ids = new Set<string>();
  for (const { 1: id, index } of html.matchAll(/\sid="([^"]+)"/g)) {
    if (ids.has(id!)) throw new Error(`${at(index + 1)}: “${id}” is the id of two things; give each its own`);
    ids.add(id!);
  }
  for (const { 1: id, index } of html.matchAll(/\shref="#([^"]*)"/g)) {
    if (ids.has(id!)) continue;
    const near = [...ids].filter((one) => one.includes(id!.slice(0, 4))).slice(0, 5);
    const hint = near.length > 0 ? `; there are ${near.map((one) => `#${one}`).join(", ")}` : "";
    throw new Error(`${at(index)}: a link leads to #${id}, which nothing on the page is called${hint}`);
  }
}
