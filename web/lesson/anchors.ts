// What a built page must keep to: every link within it leads somewhere, and no two things bear one name.

/** Throws where a section says that it is about a part that the lesson's overview does not have. */
export function checkPlaces(html: string, fileOf: (section: string) => string): void {
  const parts = new Set([...html.matchAll(/\sdata-part="([^"]+)"/g)].map(([, part]) => part!));
  for (const [, section, places] of html.matchAll(/<a href="#([^"]+)" data-place="([^"]+)"/g))
    for (const place of places!.split(" "))
      if (!parts.has(place))
        throw new Error(`${fileOf(section!)}: the overview has no part “${place}”; it has ${[...parts].join(", ")}`);
}

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
