// What the reader sees of versions: a line in the foot of the page, and a bar when a new version is there.

export interface VersionLine {
  say(text: string, press?: { label: string; act: () => void }): void;
}

function button(label: string, act: () => void, primary = false): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.classList.toggle("primary", primary);
  made.addEventListener("click", act);
  return made;
}

/** Adds “Version 0.1.0 (3f9c2a1b).” and room for a remark to the foot of the page. */
export function showVersion(page: Document): VersionLine {
  const version = page.querySelector<HTMLMetaElement>('meta[name="lesson-version"]')?.content ?? "";
  const line = page.createElement("p");
  line.className = "version";
  const remark = page.createElement("span");
  remark.setAttribute("role", "status");
  line.append(`Version ${version}. `, remark);
  page.querySelector(".page-foot")?.append(line);
  return {
    say(text, press) {
      remark.replaceChildren(text);
      if (press) remark.append(" ", button(press.label, press.act));
    },
  };
}

/** One bar at a time: a still newer version takes its place. */
export function updateBar(page: Document, version: string, use: () => void): void {
  page.querySelector(".update-bar")?.remove();
  const bar = page.createElement("section");
  bar.className = "update-bar";
  bar.setAttribute("aria-label", "New version");
  const words = page.createElement("p");
  words.setAttribute("role", "status");
  const useIt = button(
    "Use it now",
    () => {
      useIt.disabled = true;
      use();
    },
    true,
  );
  bar.append(
    words,
    useIt,
    button("Later", () => bar.remove()),
  );
  page.querySelector(".skip")?.after(bar);
  words.textContent = `A new version of the lesson is there: ${version}. Your predictions and your place are kept.`;
}
