// What editors, analysers and frameworks read about the package's elements, made from its one description
// (package/api.ts) and from the widgets' own states.

import { type Attribute, type ElementApi, elements } from "../package/api.js";

/** A widget's state by its keys, with an example of each value. */
export type States = Record<string, Record<string, unknown>>;

const pascal = (id: string) => id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Names of the widgets, and the keys of each one's state. */
export function widgetTypes(states: States): string {
  const one = ([id, state]: [string, Record<string, unknown>]) => {
    const keys = Object.entries(state).map(([key, value]) => `  ${JSON.stringify(key)}?: ${typeof value};`);
    return `export interface ${pascal(id)}State {\n${keys.join("\n")}\n}\n`;
  };
  const names = Object.keys(states).map((id) => `  ${JSON.stringify(id)}: ${pascal(id)}State;`);
  return [
    "// Made from the widgets themselves.\n",
    ...Object.entries(states).map(one),
    `/** Each widget's state by its name. */\nexport interface WidgetStates {\n${names.join("\n")}\n}`,
    "export type WidgetName = keyof WidgetStates;\n",
  ].join("\n");
}

/** https://github.com/webcomponents/custom-elements-manifest */
export function customElements(api: ElementApi[]): string {
  const declaration = (element: ElementApi) => ({
    kind: "class",
    customElement: true,
    name: element.interface,
    tagName: element.tag,
    description: element.says,
    attributes: element.attributes.map((one) => ({
      name: one.name,
      description: one.says,
      type: { text: one.type },
      ...(one.property ? { fieldName: one.property } : {}),
    })),
    members: element.members.map((one) => ({
      kind: one.type.startsWith("(") ? "method" : "field",
      name: one.name,
      description: one.says,
      ...(one.type.startsWith("(") ? {} : { type: { text: one.type } }),
    })),
    events: element.events.map((one) => ({ name: one.name, type: { text: one.type }, description: one.says })),
    cssProperties: element.customProperties.map((name) => ({ name })),
    cssParts: element.parts.map((name) => ({ name })),
    cssStates: element.states.map((name) => ({ name })),
  });
  const path = "lib/main.js";
  const exports = api.map(({ tag, interface: name }) => ({
    kind: "custom-element-definition",
    name: tag,
    declaration: { name, module: path },
  }));
  const modules = [{ kind: "javascript-module", path, declarations: api.map(declaration), exports }];
  return json({ schemaVersion: "2.1.0", readme: "README.md", modules });
}

/** VS Code's `html.customData`. */
export function htmlData(api: ElementApi[]): string {
  const attribute = ({ name, says, values, type }: Attribute) => ({
    name,
    description: says,
    ...(values ? { values: values.map((value) => ({ name: value })) } : {}),
    ...(type === "boolean" ? { valueSet: "v" } : {}),
  });
  const tags = api.map(({ tag, says, attributes }) => ({
    name: tag,
    description: says,
    attributes: attributes.map(attribute),
  }));
  return json({ version: 1.1, tags });
}

/** JetBrains' web-types. */
export function webTypes(api: ElementApi[], version: string): string {
  const element = (one: ElementApi) => ({
    name: one.tag,
    description: one.says,
    attributes: one.attributes.map(({ name, says, type }) => ({ name, description: says, value: { type } })),
    js: {
      properties: one.members.map(({ name, says, type }) => ({ name, description: says, type })),
      events: one.events.map(({ name, says }) => ({ name, description: says })),
    },
  });
  return json({
    $schema: "https://json.schemastore.org/web-types",
    name: "lesson-widgets",
    version,
    "description-markup": "markdown",
    contributions: { html: { elements: api.map(element) } },
  });
}

/** Attributes and listeners as a template writes them. */
function templateProps(one: ElementApi, listener: (event: string) => string): string {
  const attributes = one.attributes.map(({ name, type }) => `    ${JSON.stringify(name)}?: ${type};`);
  const listeners = one.events.map(({ name, type }) => `    ${listener(name)}?: (event: ${type}) => void;`);
  return [...attributes, ...listeners].join("\n");
}
const imports = `import type { LessonAnswer, State, StateChange, WidgetName, WidgetResult } from "./main.js";\n`;

/** Vue's templates: `import type {} from "lesson-widgets/vue"`. */
export function vueTypes(api: ElementApi[]): string {
  const on = (event: string) => JSON.stringify(`on${pascal(event)}`);
  const components = api.map(
    (one) => `    "${one.tag}": new () => { $props: {\n${templateProps(one, on)}\n    } & Record<string, unknown> };`,
  );
  return `${imports}\ndeclare module "vue" {\n  interface GlobalComponents {\n${components.join("\n")}\n  }\n}\nexport {};\n`;
}

/** Svelte's templates: `import type {} from "lesson-widgets/svelte"`. */
export function svelteTypes(api: ElementApi[]): string {
  const on = (event: string) => JSON.stringify(`on${event}`);
  const tags = api.map(
    (one) =>
      `    "${one.tag}": import("svelte/elements").HTMLAttributes<HTMLElement> & {\n${templateProps(one, on)}\n    };`,
  );
  return `${imports}\ndeclare module "svelte/elements" {\n  interface SvelteHTMLElements {\n${tags.join("\n")}\n  }\n}\nexport {};\n`;
}

/** Everything of it, by its path in the package. */
export function describingFiles(states: States, version: string): Record<string, string> {
  const api = elements(Object.keys(states));
  return {
    "custom-elements.json": customElements(api),
    "html-data.json": htmlData(api),
    "web-types.json": webTypes(api, version),
    "types/element/widgets.d.ts": widgetTypes(states),
    "types/package/vue.d.ts": vueTypes(api),
    "types/package/svelte.d.ts": svelteTypes(api),
  };
}
