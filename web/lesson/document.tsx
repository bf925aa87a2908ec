// The page around a lesson: skip link, header, contents with progress, sections, sources.

import type { ComponentType } from "preact";
import type { LessonInfo } from "./context.js";

/** One content file. */
export interface Section {
  id: string;
  title: string;
  /** For the list of contents, where the title is long. */
  short?: string;
  /** What of the lesson's overview it is about: names of its parts, with spaces between. */
  place?: string;
  Content: ComponentType<{ components: object }>;
}

export function Document({
  lesson,
  sections,
  components,
}: {
  lesson: LessonInfo;
  sections: Section[];
  components: object;
}) {
  return (
    <>
      <a class="skip" href="#lesson">
        Skip to the lesson
      </a>
      <div class="progress" aria-hidden="true">
        <div class="progress-bar" />
      </div>
      <Header lesson={lesson} />
      <div class="page">
        <Contents sections={sections} Overview={lesson.Overview} />
        <main id="lesson" tabIndex={-1}>
          <article data-lesson={lesson.slug}>
            {sections.map((section, i) => (
              <SectionView key={section.id} section={section} n={i + 1} components={components} />
            ))}
            <Sources lesson={lesson} />
          </article>
        </main>
      </div>
      <footer class="page-foot">
        <p>
          {lesson.title} · {lesson.position}
        </p>
        <p>
          Live figures are computed in your browser and nothing is sent anywhere. Recorded pictures, measured tables
          and posters were computed before; schematic figures are drawn.
        </p>
        <p>
          <a href="./licenses.txt">Licences of everything in it</a>
        </p>
      </footer>
    </>
  );
}

function Header({ lesson }: { lesson: LessonInfo }) {
  return (
    <header class="masthead">
      <p class="position">{lesson.position}</p>
      <h1>{lesson.title}</h1>
      <p class="subtitle">{lesson.subtitle}</p>
      <fieldset class="appearance" hidden>
        <legend>Appearance</legend>
        {["Auto", "Light", "Dark"].map((name) => (
          <button key={name} type="button" data-appearance={name.toLowerCase()} aria-pressed="false">
            {name}
          </button>
        ))}
      </fieldset>
    </header>
  );
}

function Contents({ sections, Overview }: { sections: Section[]; Overview?: LessonInfo["Overview"] }) {
  return (
    <nav class="contents" aria-label="Contents">
      <details open>
        <summary>Contents</summary>
        <ol>
          {sections.map((section) => (
            <li key={section.id}>
              <a href={`#${section.id}`} data-place={section.place}>
                {section.short ?? section.title}
              </a>
            </li>
          ))}
        </ol>
        {Overview && <Overview />}
      </details>
    </nav>
  );
}

function SectionView({ section, n, components }: { section: Section; n: number; components: object }) {
  const { id, title, Content } = section;
  return (
    <section id={id} class="section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        <span class="section-number" aria-hidden="true">
          {n}
        </span>
        {title}
        <a class="anchor" href={`#${id}`} aria-label={`Link to the section “${title}”`}>
          #
        </a>
      </h2>
      <Content components={components} />
    </section>
  );
}

function Sources({ lesson }: { lesson: LessonInfo }) {
  return (
    <section class="section sources" aria-labelledby="sources-title" id="sources">
      <h2 id="sources-title">Sources</h2>
      <ol>
        {Object.entries(lesson.sources).map(([key, source]) => (
          <li key={key} id={`source-${key.toLowerCase()}`}>
            {source.url ? <a href={source.url}>{source.full}</a> : source.full}
          </li>
        ))}
      </ol>
    </section>
  );
}
