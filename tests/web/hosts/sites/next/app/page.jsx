import { LessonWidget } from "lesson-widgets/react";

export default function Page() {
  return (
    <main>
      <LessonWidget id="steps" name="step-count" state={{ steps: 28 }}>
        Error against steps.
      </LessonWidget>
      <LessonWidget name="pipeline-tracer">A live run of the tiny SD3.</LessonWidget>
    </main>
  );
}
