// Gives every built page the content security policy. Vite's development server, which sends styles as scripts, does
// without.

import type { Plugin } from "vite";
import { policyTag } from "./policy.mjs";

export function policyPlugin(): Plugin {
  return {
    name: "lesson-policy",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html) => html.replace(/<meta charset="[^"]*">/i, (charset) => `${charset}\n    ${policyTag()}`),
    },
  };
}
