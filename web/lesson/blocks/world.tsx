// The tiny SD3's world: its words, as the tokenizer in the weights file has them, its size and its limits.

import type { ComponentChildren } from "preact";
import Card from "../../assets/weights/MODEL_CARD.md";
import { useLesson } from "../context.js";
import { sortWords } from "../world.js";

/** Every word it knows, in groups; what fits no group stands last, so that none is left out. */
export function TinyVocabulary() {
  const words = useLesson().services.vocabulary();
  if (words.length === 0) return <p>This page was built without the model’s weights.</p>;
  return (
    <dl class="vocabulary">
      {sortWords(words).map(([group, members]) => (
        <div key={group}>
          <dt>{group}</dt>
          <dd>{members.join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How many words it knows. */
export function TinyWordCount() {
  return <span class="n">{useLesson().services.vocabulary().length}</span>;
}

/** The model card that lies beside the weights, two levels of headings deeper. */
export function ModelCard() {
  const components = { h1: "h4", h2: "h5", table: ScrollingTable };
  return (
    <div class="model-card" id="model-card">
      <Card components={components} />
    </div>
  );
}
function ScrollingTable({ children }: { children?: ComponentChildren }) {
  return (
    <div class="scroll">
      <table>{children}</table>
    </div>
  );
}
