// The thirteen steps of one model: the core's list (core/catalogue/thirteen_steps.h) with the catalogue's shapes.

import { Fragment } from "preact";
import { preview, value } from "../catalogue.js";
import { useLesson } from "../context.js";
import { Lesson, Shape } from "./text.js";

interface Step {
  number: number;
  title: string;
  tensors: { name: string; shape: number[] }[];
  lesson: string;
}

/** <ThirteenSteps of="sd3-medium" />; lessons that are not among the earlier ones are this one. */
export function ThirteenSteps({ of }: { of: string }) {
  const steps = preview ? [] : (value(`${of}:steps`) as Step[]);
  return (
    <table>
      <thead>
        <tr>
          <th>no.</th>
          <th>step</th>
          <th>puts out</th>
          <th>met in</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={step.number}>
            <td align="right">{step.number}</td>
            <td>{step.title}</td>
            <td>
              {step.tensors.map((tensor, i) => (
                <Fragment key={tensor.name}>
                  {i > 0 && ", "}
                  {tensor.name} <Shape is={tensor.shape.join(", ")} />
                </Fragment>
              ))}
            </td>
            <td>
              <MetIn lessons={step.lesson.split(", ")} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MetIn({ lessons }: { lessons: string[] }) {
  const { earlier } = useLesson();
  return lessons.map((lesson, i) => (
    <Fragment key={lesson}>
      {i > 0 && ", "}
      {lesson in earlier ? <Lesson n={lesson} /> : "this lesson"}
    </Fragment>
  ));
}
