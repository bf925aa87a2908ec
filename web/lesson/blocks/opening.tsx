// The first screen: the running prompt, its picture as it comes out of noise, and which patches read which word. All of it
// recorded when the page was built, until the reader has it painted here.

import type { ComponentChildren } from "preact";
import { useLesson } from "../context.js";
import { pointingHead } from "../measurements.js";

const frames = 6; // of the film (shell/cli/generate_command.h)

/** Stands beside the lesson's first sentences, its children. */
export function Opening({ prompt, seed, children }: { prompt: string; seed: number; children: ComponentChildren }) {
  return (
    <div class="opening wide">
      <div class="opening-words">{children}</div>
      <figure class="opening-figure" data-seed={seed} data-prompt={prompt} {...readings(prompt, seed)}>
        <div class="opening-stage">
          <Film prompt={prompt} seed={seed} />
        </div>
        <p class="opening-prompt">{words(prompt)}</p>
        <form class="opening-form">
          <label>
            Prompt <input name="prompt" value={prompt} maxLength={200} autoComplete="off" disabled />
          </label>
          <button type="submit" disabled>
            Paint it here
          </button>
        </form>
        <figcaption>
          <span class="badge">recorded</span>{" "}
          <span class="opening-state" role="status">
            What the tiny SD3 of this page makes of it, step by step.
          </span>
        </figcaption>
      </figure>
    </div>
  );
}

/** Laid out as the buttons that the page's script makes of them, so that nothing moves when it does. */
function words(prompt: string) {
  const asButton = (word: string) => (
    <button type="button" disabled>
      {word}
    </button>
  );
  return prompt.split(" ").flatMap((word, i) => (i > 0 ? [" ", asButton(word)] : [asButton(word)]));
}

function Film(request: { prompt: string; seed: number }) {
  const url = useLesson().services.film(request);
  if (!url) return <p class="unpainted">Not painted: this page was built without the model.</p>;
  const alt = `The tiny SD3’s picture for “${request.prompt}”, coming out of noise`;
  return <img class="film" src={url} alt={alt} width={64 * frames} height={64} />;
}

/** For the page's script: each word with a digit a patch, 0 to f of the patch that reads it most. */
function readings(prompt: string, seed: number) {
  const { block, head } = pointingHead();
  const words = useLesson().services.readings({ prompt, seed }, block, head);
  const reads = words.map(({ word, patches }) => `${word} ${digitsOf(patches)}`).join(",");
  return { "data-block": block, "data-head": head, "data-reads": reads };
}

function digitsOf(patches: number[]): string {
  const most = Math.max(...patches);
  return patches.map((weight) => Math.round((15 * weight) / most).toString(16)).join("");
}
