// Predict first: the learner commits an answer, then sees the worked one and how near they were. This renders
// the question as a plain form with the answer folded below it, so it also works on paper and without
// JavaScript; lesson/client/predict.ts locks the answer until a commitment, scores and remembers.

import type { ComponentChildren, VNode } from "preact";
import { useLesson } from "../context.js";
import { typeset } from "../typeset.js";
import { childrenOf } from "./children.js";

interface Asked {
  /** Stable: the reader's answer is kept under it. */
  id: string;
  question: string;
  children: ComponentChildren;
}

/** One of several: <PredictChoice id question> <Option right>…</Option> <Option>…</Option> <Answer>…</Answer> */
export function PredictChoice({ id, question, children }: Asked) {
  const options = childrenOf(children, Option);
  if (options.filter((option) => option.props.right).length !== 1)
    throw new Error(`${id}: exactly one Option is right`);
  const right = options.findIndex((option) => option.props.right);
  return (
    <Form id={id} kind="choice" question={question} right={String(right)} answer={answerOf(id, children)}>
      <div class="options">
        {options.map((option, i) => (
          <label key={i} data-reply={option.props.reply && typeset(option.props.reply)}>
            <input type="radio" name={id} value={String(i)} />
            <span>{option.props.children}</span>
          </label>
        ))}
      </div>
    </Form>
  );
}
/** `reply`: said to those who chose it. */
export function Option(_: { right?: boolean; reply?: string; children: ComponentChildren }): VNode {
  throw new Error("an Option stands in a PredictChoice");
}

/** A number; `answer` names one of the lesson's numbers; within `near` of it counts as right. */
export function PredictNumber(
  props: Asked & { answer: string; near: number; unit?: string; min: number; max: number; step?: number },
) {
  const { id, question, answer, near, unit, min, max, step = 1, children } = props;
  const right = useLesson().numbers[answer];
  if (right === undefined) throw new Error(`${id}: the lesson has no number “${answer}”`);
  return (
    <Form
      id={id}
      kind="number"
      question={question}
      right={String(right)}
      near={near}
      unit={unit}
      answer={answerOf(id, children)}
    >
      <label class="number-answer">
        <span>Your prediction</span>
        <span class="number-field">
          <input type="number" name={id} min={min} max={max} step={step} inputmode="decimal" /> {unit}
        </span>
      </label>
    </Form>
  );
}

/** Things to put in order: give them in the right order; they are shown in a mixed one. */
export function PredictOrder({ id, question, children }: Asked) {
  const items = childrenOf(children, Item);
  const mixed = items
    .map((item, i) => ({ item, i, key: (i * 7 + 3) % items.length }))
    .sort((a, b) => a.key - b.key || b.i - a.i);
  return (
    <Form
      id={id}
      kind="order"
      question={question}
      right={items.map((_, i) => i).join(" ")}
      answer={answerOf(id, children)}
    >
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

/** The worked answer. */
export function Answer(_: { children: ComponentChildren }): VNode {
  throw new Error("an Answer stands in a Predict block");
}

function Form(props: {
  id: string;
  kind: string;
  question: string;
  right: string;
  near?: number;
  unit?: string;
  answer: ComponentChildren;
  children: ComponentChildren;
}) {
  const { id, kind, question, right, near, unit, answer, children } = props;
  return (
    <form class="predict" id={id} data-kind={kind} data-right={right} data-near={near} data-unit={unit}>
      <fieldset>
        <legend>
          <span class="predict-mark">Predict first</span>
          {typeset(question)}
        </legend>
        {children}
      </fieldset>
      <div class="predict-actions">
        <button type="submit" class="primary" disabled>
          Commit
        </button>
        <p class="verdict" role="status" />
      </div>
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
  return answer.props.children;
}

/** What the reader has predicted so far; filled and made usable by the script. */
export function PredictionRecord() {
  return (
    <section class="record" id="predictions" aria-labelledby="predictions-title">
      <h3 id="predictions-title">Your predictions</h3>
      <p class="record-words">Kept in this browser only.</p>
      <ul class="record-list" />
      <p class="record-actions">
        <button type="button" data-record="save" disabled>
          Save as a file
        </button>
        <button type="button" data-record="reset" disabled>
          Forget all
        </button>
      </p>
    </section>
  );
}
