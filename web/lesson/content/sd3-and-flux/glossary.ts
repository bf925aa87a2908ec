// Terms that the text may use only after it has defined them: <Term of="heun">Heun</Term>, the first time where it is
// explained. The meaning stands in the page behind the term, on hover and focus.

import type { Glossary } from "../../context.js";

export const glossary: Glossary = {
  "adaln-zero": {
    words: "adaLN-Zero",
    means:
      "Adaptive layer norm: shifts, scales and gates of a block made from a vector; Zero, as its gates start at zero.",
  },
  guidance: {
    words: "guidance",
    means: "Predict with the prompt and without, then go beyond the first along their difference.",
  },
  mmdit: { words: "MMDiT|MM-DiT", means: "Multimodal Diffusion Transformer: joint attention, separate weights." },
  pooled: {
    words: "pooled",
    means: "One vector for the whole prompt, taken at its end-of-text token.",
  },
  ddim: { words: "DDIM", means: "The deterministic sampler of diffusion models: each step adds no fresh noise." },
  heun: {
    words: "Heun",
    means: "A solver of second order: tries a step, asks again at its end, takes the mean direction.",
  },
  ancestral: { words: "ancestral", means: "DDPM's own sampling: every step adds fresh noise." },
  "clip-score": { words: "CLIP score", means: "How near CLIP finds picture and prompt; higher is nearer." },
  rotary: {
    words: "rotary position",
    means:
      "Queries and keys are turned by angles that grow with place, so that their product depends on the distance.",
  },
};
