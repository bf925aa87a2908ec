// A lab: how much help it gives, a prediction, a bench that runs the live model, and a worked solution.

import type { ComponentChildren } from "preact";
import { number } from "../catalogue.js";
import { useLesson } from "../context.js";
import { typeset } from "../typeset.js";

type Support = "guided" | "supported" | "independent";
const help: Record<Support, string> = {
  guided: "Guided: every step is named.",
  supported: "Supported: the goal is named, the way is yours.",
  independent: "Independent: here is a question.",
};

export function Lab(props: { id: string; n: number; title: string; support: Support; children: ComponentChildren }) {
  const { id, n, title, support, children } = props;
  return (
    <section class="lab" id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        Lab {n}: {typeset(title)}
      </h3>
      <p class="lab-support">{help[support]}</p>
      {children}
    </section>
  );
}

interface BenchProps {
  id: string;
  title: string;
  /** Which experiment (lesson/client/labs). */
  run: "inspect" | "attention" | "steps" | "trace";
  /** The prediction that must come first. */
  after: string;
  prompt: string;
  seed: number;
  /** What stands here until it has run, and on paper. */
  children: ComponentChildren;
}

export function LabBench({ id, title, run, after, prompt, seed, children }: BenchProps) {
  return (
    <section
      class="bench"
      id={id}
      aria-labelledby={`${id}-title`}
      {...dataFor(run)}
      data-bench={run}
      data-after={after}
    >
      <h4 id={`${id}-title`}>{typeset(title)}</h4>
      <div class="bench-controls">
        <label class="bench-prompt">
          <span>Prompt</span>
          <input type="text" name="prompt" value={prompt} maxLength={200} autocomplete="off" spellcheck={false} />
        </label>
        <label class="bench-seed">
          <span>Seed</span>
          <input type="number" name="seed" value={seed} min={0} max={999999} step={1} />
        </label>
        <button type="button" class="primary" disabled>
          Run
        </button>
        <button type="button" class="stop" hidden>
          Stop
        </button>
      </div>
      <progress max={1} value={0} aria-label={`Progress of ${title}`} hidden />
      <p class="bench-state" role="status" />
      <div class="bench-result">
        <div class="bench-poster">{children}</div>
      </div>
      <p class="bench-keep" hidden>
        <span>To keep:</span>
        <button type="button" data-keep="png">
          Picture
        </button>
        <button type="button" data-keep="csv">
          Numbers
        </button>
        <button type="button" data-keep="link">
          Link
        </button>
      </p>
    </section>
  );
}

/** What an experiment needs from the catalogue and the lesson. */
function dataFor(run: BenchProps["run"]): Record<string, string> {
  const lesson = useLesson();
  if (run === "inspect")
    return { "data-tiny": JSON.stringify(counts("tiny-sd3")), "data-large": JSON.stringify(counts("sd3-medium")) };
  if (run === "trace") return { "data-lessons": JSON.stringify(lesson.earlier) };
  return {};
}

const counts = (model: string) => ({
  clip_l: number(`${model}:params.text_encoders.clip_l`),
  clip_g: number(`${model}:params.text_encoders.clip_g`),
  t5: number(`${model}:params.text_encoders.t5`),
  transformer: number(`${model}:params.transformer`),
  vae: number(`${model}:params.vae`),
});
