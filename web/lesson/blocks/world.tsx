// The tiny SD3's world: its words, as the tokenizer in the weights file has them, its size and its limits.

import type { ComponentChildren } from "preact";
import Card from "../../assets/weights/MODEL_CARD.md";
import { type Arm, arms, titles } from "../../element/model/kinds.js";
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

/** Which denoisers this copy of the page can run, in a sentence. */
export function ArmsHere() {
  const here = useLesson().services.arms();
  const absent = arms.filter((arm) => !here.includes(arm));
  const listed = (kinds: readonly Arm[]) => kinds.map((kind) => titles[kind]).join("; ");
  return (
    <p>
      {here.length > 0
        ? `Beside it this copy of the page has ${absent.length === 0 ? "all arms of the experiment below" : `of the experiment below ${listed(here)}`}, fetched when you choose them.`
        : "This copy of the page has none of the experiment’s other arms."}{" "}
      {absent.length > 0 &&
        here.length > 0 &&
        `The other ${absent.length} arms are on the page that comes from a server.`}
    </p>
  );
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
