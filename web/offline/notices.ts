// What the reader sees of versions: a line in the foot of the page, and a bar when a new version is there.

export interface VersionLine {
  /** The name of this page's version. */
  version: string;
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
    version,
    say(text, press) {
      remark.replaceChildren(text);
      if (press) remark.append(" ", button(press.label, press.act));
    },
  };
}

export function updateBar(page: Document, version: string, use: () => void): void {
  const text = `A new version of the lesson is there: ${version}. Your predictions and your place are kept.`;
  showBar(page, "New version", text, "Use it now", use);
}
export function lostBar(page: Document, loadAnew: () => void): void {
  const text =
    "This browser has thrown away part of the lesson that was kept on this device, and the site has a newer version. Your predictions and your place are kept.";
  showBar(page, "Incomplete copy", text, "Load the new version", loadAnew);
}

/** One bar at a time: a still newer version takes its place. */
function showBar(page: Document, label: string, text: string, press: string, use: () => void): void {
  page.querySelector(".update-bar")?.remove();
  const bar = page.createElement("section");
  bar.className = "update-bar";
  bar.setAttribute("aria-label", label);
  const words = page.createElement("p");
  words.setAttribute("role", "status");
  const useIt = button(
    press,
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
  words.textContent = text;
}
