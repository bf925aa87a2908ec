// The JavaScript around the compiled module, as a script of the page: any server knows its type, no bundler has to know
// of it, and the browser itself checks that it is what was built.

import { BadAnswer, download, NoAnswer, pastCaches } from "./download.js";
import type { ModuleFactory } from "./loader.js";
import { ofOwnOrigin, scriptUrl } from "./trusted.js";

/** The script leaves what makes the module on its own element (build/glue.ts). */
type GlueScript = HTMLScriptElement & { lessonModule?: ModuleFactory };

const patience = 60_000;

/** Asks once more past every cache. Throws an Error that says what is wrong with the script. */
export async function importGlue(url: string, integrity?: string): Promise<{ default: ModuleFactory }> {
  const made = (await run(url, integrity)) ?? (await run(pastCaches(url), integrity));
  if (made) return { default: made };
  await download(url, { integrity }); // says what is wrong with it
  throw new BadAnswer(
    "it arrives as it was built, but may not run here: the page's policy (script-src, trusted-types) or the type that the server gives it forbids it",
  );
}

/** undefined when it did not run. */
function run(url: string, integrity?: string): Promise<ModuleFactory | undefined> {
  return new Promise((resolve, reject) => {
    const script: GlueScript = document.createElement("script");
    const late = setTimeout(
      () => end(() => reject(new NoAnswer("the server has sent nothing for 60 seconds"))),
      patience,
    );
    const end = (then: () => void) => {
      clearTimeout(late);
      script.remove();
      then();
    };
    script.onload = () => end(() => resolve(script.lessonModule));
    script.onerror = () => end(() => resolve(undefined));
    script.crossOrigin = "anonymous";
    if (integrity) script.integrity = integrity;
    const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
    if (nonce) script.nonce = nonce;
    try {
      script.src = ofOwnOrigin(url) ? scriptUrl(url) : url;
      document.head.append(script);
    } catch (error) {
      end(() => reject(error)); // a page whose trusted types do not name ours
    }
  });
}
