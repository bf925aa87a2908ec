// A page of a course in React: the widget's state lives in React, answers go into the course's record.

import "lesson-widgets";
import type { LessonAnswer, State } from "lesson-widgets";
import type {} from "lesson-widgets/react";
import { useState } from "react";

const assets = "./lesson-widgets/"; // `lesson-widgets copy` puts the files there

export function Course() {
  const [steps, setSteps] = useState<State>({ steps: 4 });
  const [answers, setAnswers] = useState<LessonAnswer[]>([]);
  return (
    <main>
      <h1>How straight are the paths?</h1>
      <lesson-widget
        id="steps"
        name="step-count"
        asset-path={assets}
        state={steps}
        onstatechange={(event) => setSteps(event.detail.state)}
      >
        <p>The step-count slider: error against the number of steps.</p>
      </lesson-widget>
      <p>
        The slider stands at <output>{String(steps.steps)}</output> steps.{" "}
        <button type="button" onClick={() => setSteps({ ...steps, steps: 28 })}>
          Show 28, as SD3 takes
        </button>
      </p>
      <lesson-question
        id="paths"
        kind="choice"
        right="1"
        onlesson-answer={(event) => setAnswers((all) => [...all, event.detail])}
      >
        Which model follows straighter paths?
        <option data-reply="Its paths bend: that is why it needs so many steps.">DDPM</option>
        <option data-reply="Straight by training, so few steps suffice.">Flow matching</option>
      </lesson-question>
      <h2>Recorded</h2>
      <ul>
        {answers.map((answer) => (
          <li key={answer.id}>
            {answer.id}: {answer.correct ? "right" : "not yet"}
          </li>
        ))}
      </ul>
    </main>
  );
}
