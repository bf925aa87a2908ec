// From a lesson's content files to the HTML of its page. Runs when the page is built.

import { renderToString } from "preact-render-to-string";
import type { RenderedLesson } from "../build/lesson-plugin.js";
import { blocks } from "./blocks/index.js";
import { LessonContext, type LessonInfo, type LessonServices } from "./context.js";
import { Document, type Section } from "./document.js";

interface ContentFile {
  default: Section["Content"];
  section?: Omit<Section, "Content">;
}

const infos = import.meta.glob<{ default: LessonInfo }>("./content/*/lesson.ts", { eager: true });
const files = import.meta.glob<ContentFile>("./content/*/*.mdx", { eager: true });

export function renderLesson(slug: string, services: LessonServices): RenderedLesson {
  const lesson = infos[`./content/${slug}/lesson.ts`]?.default;
  if (!lesson) throw new Error(`there is no lesson/content/${slug}/lesson.ts`);
  const body = renderToString(
    <LessonContext.Provider value={{ ...lesson, services }}>
      <Document lesson={lesson} sections={sectionsOf(slug)} components={blocks} />
    </LessonContext.Provider>,
  );
  return { title: `${lesson.title} · ${lesson.subtitle}`, description: lesson.description, body };
}

/** In the order of the file names: 01-context.mdx, 02-recap.mdx, … */
function sectionsOf(slug: string): Section[] {
  const paths = Object.keys(files).filter((path) => path.startsWith(`./content/${slug}/`));
  return paths.sort().map((path) => {
    const file = files[path]!;
    if (!file.section) throw new Error(`${path}: export const section = { id, title } is missing`);
    return { ...file.section, Content: file.default };
  });
}
