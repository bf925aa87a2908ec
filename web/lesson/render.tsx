// From a lesson's content files to the HTML of its page. Runs when the page is built.

import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { RenderedLesson } from "../build/lesson-plugin.js";
import { checkAnchors, checkPlaces } from "./anchors.js";
import { blocks } from "./blocks/index.js";
import { preview } from "./catalogue.js";
import { LessonContext, type LessonInfo, type LessonServices } from "./context.js";
import { Document, type Section } from "./document.js";
import { checkLesson } from "./kit/index.js";
import { checkShows } from "./shows.js";

interface ContentFile {
  default: Section["Content"];
  section?: Omit<Section, "Content">;
}

const infos = import.meta.glob<{ default: LessonInfo }>("./content/*/lesson.ts", { eager: true });
const files = import.meta.glob<ContentFile>("./content/*/*.mdx", { eager: true });

export function renderLesson(slug: string, services: LessonServices): RenderedLesson {
  const lesson = infos[`./content/${slug}/lesson.ts`]?.default;
  if (!lesson) throw new Error(`there is no lesson/content/${slug}/lesson.ts`);
  const sections = sectionsOf(slug);
  const body = rendered(
    <LessonContext.Provider value={{ ...lesson, services, noted: new Set() }}>
      <Document lesson={lesson} sections={sections} components={blocks} />
    </LessonContext.Provider>,
  );
  const fileOf = (id: string) => sections.find((section) => section.id === id)?.path ?? `lesson/content/${slug}`;
  checkAnchors(body, fileOf);
  checkPlaces(body, fileOf);
  checkShows(body, services, fileOf);
  checkLesson(body, lesson, fileOf, !preview);
  return { title: `${lesson.title} · ${lesson.subtitle}`, description: lesson.description, body };
}

/** The file being rendered, for whoever has to mend it. */
let path = "";
function rendered(page: VNode): string {
  path = "lesson/document.tsx";
  try {
    return renderToString(page);
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** In the order of the file names: 01-context.mdx, 02-recap.mdx, … */
function sectionsOf(slug: string): (Section & { path: string })[] {
  const names = Object.keys(files).filter((name) => name.startsWith(`./content/${slug}/`));
  return names.sort().map((key) => {
    const [file, name] = [files[key]!, key.replace("./", "lesson/")];
    if (!file.section) throw new Error(`${name}: export const section = { id, title } is missing`);
    const Content: Section["Content"] = (props) => {
      path = name;
      return <file.default {...props} />;
    };
    return { ...file.section, Content, path: name };
  });
}
