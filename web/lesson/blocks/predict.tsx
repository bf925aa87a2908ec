// Predict first: the learner commits an answer, then sees the worked one and how near they were. This renders
// the question as a plain form with the answer folded below it, so it also works on paper and without
// JavaScript; lesson/client/predict locks the answer until a commitment, works it out, scores and remembers.

import { type ComponentChildren, Fragment, type VNode } from "preact";
import { useLesson } from "../context.js";
import { pointingHead } from "../measurements.js";
import { typeset } from "../typeset.js";
import { childrenOf } from "./children.js";

interface Asked {
  /** Stable: the reader's answer is kept under it. */
  id: string;
  question: string;
  /** Words (a regular expression) that would give the answer away: the build refuses them above the question. */
  hides?: string;
  /** Ids of figures that would answer it, with spaces between: covered until the reader has committed (client/veils.ts). */
  veils?: string;
  /** Name of the computation that works the answer out in the page (lesson/client/live), when one can. */
  live?: string;
  children: ComponentChildren;
}

/** What a live computation runs, where it is told: a prompt and its seed, a number of steps. */
interface Run {
  prompt?: string;
  seed?: number;
  steps?: number;
}
const ofRun = (run: Run) =>
  Object.fromEntries(
    Object.entries(run).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );

/** One of several: <PredictChoice id question> <Option right>…</Option> <Option>…</Option> <Answer>…</Answer> */
export function PredictChoice({ children, prompt, seed, steps, ...asked }: Asked & Run) {
  const { id } = asked;
  const options = childrenOf(children, Option);
  const right = options.findIndex((option) => option.props.right);
  if (!asked.live && !asked.hides) throw new Error(`${id}: say with hides="…" what would give the answer away`);
  // Where the page works the answer out, the options are told apart by their values, not by the author.
  if (options.filter((option) => option.props.right).length !== (asked.live ? 0 : 1))
    throw new Error(`${id}: exactly one Option is right, or none where the answer is worked out live`);
  return (
    <Form
      {...asked}
      kind="choice"
      right={asked.live ? undefined : String(right)}
      answer={answerOf(id, children)}
      data={ofRun({ prompt, seed, steps })}
    >
      <div class="options">
        {options.map((option, i) => (
          <label key={i} data-reply={option.props.reply && typeset(option.props.reply)}>
            <input type="radio" name={id} value={option.props.value ?? String(i)} />
            <span>{option.props.children}</span>
          </label>
        ))}
      </div>
    </Form>
  );
}
/** `reply`: said to those who chose it. `value`: what a live computation calls it. */
export function Option(_: { right?: boolean; reply?: string; value?: string; children: ComponentChildren }): VNode {
  throw new Error("an Option stands in a PredictChoice");
}

/** A number; `answer` names one of the lesson's numbers; within `near` of it counts as right. */
export function PredictNumber(
  props: Asked & { answer?: string; near: number; unit?: string; min: number; max: number },
) {
  const { answer, near, unit, min, max, children, ...asked } = props;
  const { id } = asked;
  const right = answer === undefined ? undefined : useLesson().numbers[answer];
  if (answer !== undefined && right === undefined) throw new Error(`${id}: the lesson has no number “${answer}”`);
  if (right === undefined && !asked.live) throw new Error(`${id}: no answer, and nothing that works it out`);
  return (
    <Form
      {...asked}
      kind="number"
      right={right === undefined ? undefined : String(right)}
      near={near}
      unit={unit}
      answer={answerOf(id, children)}
      data={{ min, max, ...(answer !== undefined && { answer }) }}
    >
      <label class="number-answer">
        <span>Your prediction</span>
        <span class="number-field">
          <input type="text" name={id} inputmode="decimal" autocomplete="off" /> {unit}
        </span>
      </label>
    </Form>
  );
}

/** Things to put in order: give them in the right order; they are shown in a mixed one. */
export function PredictOrder({ children, ...asked }: Asked) {
  const { id } = asked;
  const items = childrenOf(children, Item);
  const mixed = items
    .map((item, i) => ({ item, i, key: (i * 7 + 3) % items.length }))
    .sort((a, b) => a.key - b.key || b.i - a.i);
  return (
    <Form {...asked} kind="order" right={items.map((_, i) => i).join(" ")} answer={answerOf(id, children)}>
      <ol class="order">
        {mixed.map(({ item, i }) => (
          <li key={i} data-value={String(i)}>
            <span class="what">{item.props.children}</span>
          </li>
        ))}
      </ol>
    </Form>
  );
}
export function Item(_: { children: ComponentChildren }): VNode {
  throw new Error("an Item stands in a PredictOrder");
}

/** Rows to be filled from the same few choices: <PredictMatch choices="same|other|none"> <Row is="same">…</Row> … */
export function PredictMatch({ choices, children, ...asked }: Asked & { choices: string }) {
  const { id } = asked;
  const words = choices.split("|");
  const rows = childrenOf(children, Row);
  const right = rows.map((row) => words.indexOf(row.props.is));
  if (right.includes(-1)) throw new Error(`${id}: a Row is something that is not among the choices`);
  return (
    <Form {...asked} kind="match" right={right.join(" ")} answer={answerOf(id, children)}>
      <ol class="match">
        {rows.map((row, i) => (
          <li key={i} data-reply={row.props.why && typeset(row.props.why)}>
            <label>
              <span class="what">{row.props.children}</span>
              <select name={`${id}-${i}`}>
                <option value="">choose …</option>
                {words.map((word, w) => (
                  <option key={word} value={String(w)}>
                    {word}
                  </option>
                ))}
              </select>
            </label>
          </li>
        ))}
      </ol>
    </Form>
  );
}
/** `is`: one of the choices. `why`: said once the answer is committed. */
export function Row(_: { is: string; why?: string; children: ComponentChildren }): VNode {
  throw new Error("a Row stands in a PredictMatch");
}

/**
 * Patches to be marked on the picture of a run (recorded when the page was built): the learner marks where something
 * will be; the live run says how it is spread over the patches.
 */
export function PredictPatches(
  props: Asked & {
    prompt: string;
    seed: number;
    /** The word whose attention is asked for. */
    word: string;
    alt: string;
    side?: number;
    marks?: number;
    live: string;
  },
) {
  const { prompt, seed, word, alt, side = 16, marks = 12, children, ...asked } = props;
  const { block, head, reader } = pointingHead();
  const picture = useLesson().services.picture({ prompt, seed });
  return (
    <Form
      {...asked}
      kind="patches"
      answer={answerOf(asked.id, children)}
      data={{ prompt, seed, word, block, head, reader, side, marks }}
    >
      <div class="patches">{picture && <img src={picture} alt={alt} width={64} height={64} loading="lazy" />}</div>
      <p class="patches-words">
        Mark up to {marks} of the {side} × {side} patches: press or drag, or move with the arrow keys and mark with
        the space bar.
      </p>
    </Form>
  );
}

/** A curve to be drawn over given places: its heights are set by sliders, or by drawing on the plot. */
export function PredictCurve(
  props: Asked & {
    /** Where, as words for an axis: "1, 2, 5, 10". */
    at: string;
    across: string;
    up: string;
    /** The axis upwards is logarithmic from `min` to `max`. */
    min: number;
    max: number;
    near: number;
    live: string;
  },
) {
  const { at, across, up, min, max, near, children, ...asked } = props;
  const places = at.split(",").map((place) => place.trim());
  return (
    <Form
      {...asked}
      kind="curve"
      near={near}
      answer={answerOf(asked.id, children)}
      data={{ at, across, up, min, max }}
    >
      <div class="curve-plot" />
      <div class="curve-values">
        {places.map((place) => (
          <label key={place}>
            <span>
              {place} {across}
            </span>
            <input type="range" name={`${asked.id}-${place}`} min={0} max={100} step={1} value={50} />
            <output />
          </label>
        ))}
      </div>
    </Form>
  );
}

/** The worked answer. */
export function Answer(_: { children: ComponentChildren }): VNode {
  throw new Error("an Answer stands in a Predict block");
}

function Form(props: {
  id: string;
  kind: string;
  question: string;
  live?: string;
  hides?: string;
  veils?: string;
  right?: string;
  near?: number;
  unit?: string;
  data?: Record<string, string | number>;
  answer: ComponentChildren;
  children: ComponentChildren;
}) {
  const { id, kind, question, live, hides, veils, right, near, unit, data = {}, answer, children } = props;
  const extra = Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, String(value)]));
  return (
    <form
      class="predict"
      id={id}
      data-kind={kind}
      data-right={right}
      data-near={near}
      data-unit={unit}
      data-live={live}
      data-hides={hides}
      data-veils={veils}
      {...extra}
    >
      <fieldset>
        <legend>
          <span class="predict-mark">Predict first</span>
          <span class="question">{typeset(question)}</span>
        </legend>
        {children}
      </fieldset>
      <div class="predict-actions">
        <button type="submit" class="primary" disabled>
          Commit
        </button>
        <p class="verdict" role="status" />
      </div>
      <div class="worked" hidden />
      <details class="answer">
        <summary>The answer, worked out</summary>
        <div class="answer-body">{answer}</div>
      </details>
    </form>
  );
}

function answerOf(id: string, children: ComponentChildren): ComponentChildren {
  const [answer] = childrenOf(children, Answer);
  if (!answer) throw new Error(`${id}: no Answer`);
  return <Fragment>{answer.props.children}</Fragment>;
}

/** The reader's own page: predicted, came out, surprised. Filled and made usable by the script. */
export function PredictionRecord() {
  return (
    <section class="record" id="predictions" aria-labelledby="predictions-title">
      <h3 id="predictions-title">Your page</h3>
      <p class="record-words">Kept in this browser only.</p>
      <ul class="record-list" />
      <p class="record-actions">
        <button type="button" data-record="save" disabled>
          Save as a file
        </button>
        <button type="button" data-record="open">
          Open a saved file
        </button>
        <button type="button" data-record="print">
          Print the lesson with them
        </button>
        <button type="button" data-record="reset" disabled>
          Forget all
        </button>
      </p>
    </section>
  );
}
