// What the page knows about this lesson besides its text.

import type { LessonInfo } from "../../context.js";
import { ModelMap } from "../../figures/model-map.js";
import { glossary } from "./glossary.js";
import { numbers } from "./numbers.js";
import { sources } from "./sources.js";

const lesson: LessonInfo = {
  slug: "sd3-and-flux",
  title: "SD3 & Flux",
  subtitle: "How text gets into a transformer that paints.",
  description:
    "How Stable Diffusion 3 and Flux join a diffusion transformer, text and flow matching: a lesson whose figures compute in the page.",
  position: "Series 7 · Module 7.4 · Lesson 3 of 3",
  numbers,
  Overview: ModelMap,
  sources,
  glossary,
  words: 5200,
  earlier: {
    "4.2.2": "Queries, keys and values",
    "4.2.4": "Multi-head attention",
    "4.2.5": "The transformer block",
    "4.2.6": "Encoders and decoders",
    "6.2.2": "The noise schedule",
    "6.2.3": "Training a diffusion model",
    "6.2.5": "Building a diffusion model",
    "6.3.2": "Text conditioning",
    "6.3.3": "CLIP",
    "6.3.4": "Cross-attention and guidance",
    "6.3.5": "Latents and the VAE",
    "6.4.1": "Stable Diffusion, traced",
    "7.1.3": "IP-Adapter",
    "7.2.2": "Flow matching",
    "7.4.1": "SDXL",
    "7.4.2": "DiT",
  },
};

export default lesson;
