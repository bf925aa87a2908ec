// Numbers of this lesson that are worked out from the catalogue. The text names them: <N of="joint-extra" />.

import { number } from "../../catalogue.js";

const sd3 = (key: string) => number(`sd3-medium:${key}`);
const toy = (key: string) => number(`lesson-333:${key}`);

const image = toy("image_tokens");
const text = toy("text_tokens");
const clipRows = sd3("encoders.0.tokens.0");

/** How many more entries joint attention has than self- plus cross-attention, in percent. */
const jointExtra = (i: number, t: number) => ((i + t) ** 2 / (i * i + i * t) - 1) * 100;

const textEncoders =
  sd3("params.text_encoders.clip_l") + sd3("params.text_encoders.clip_g") + sd3("params.text_encoders.t5");
const tinyReaders = ["clip_l", "clip_g", "t5"].reduce(
  (sum, name) => sum + number(`tiny-sd3:params.text_encoders.${name}`),
  0,
);
const d = sd3("d_model");

// How many of Flux's blocks are dual-stream (36 d² + 30 d + 4 h weights) and how many single-stream (15 d² + 11 d + 2 h):
// as many as its parameter count holds; what is left over, embeddings and the last layer, is less than one exchange.
const flux = (key: string) => number(`flux.1-dev:${key}`);
const single = 15 * flux("d_model") ** 2 + 11 * flux("d_model") + 2 * flux("head_dim");
const dual = 36 * flux("d_model") ** 2 + 30 * flux("d_model") + 4 * flux("head_dim");
const fluxDual = Math.floor((flux("params.transformer") - flux("blocks") * single) / (dual - single));

// Arithmetic of one block and one image, as in core/catalogue/flops.h (published models: an MLP of 4 d).
const apartFlops = (i: number, t: number) => 28 * i * d * d + 4 * i * (i + t) * d + 4 * t * d * d + 12 * d * d;
const jointFlops = (i: number, t: number) => 24 * (i + t) * d * d + 4 * (i + t) ** 2 * d + 24 * d * d;
/** How much more one joint block computes than a block with self- and cross-attention, text rows as wide as it; in percent. */
const blockExtra = (i: number, t: number) => (jointFlops(i, t) / apartFlops(i, t) - 1) * 100;

// What a reader computes for one prompt: two operations a parameter and token (projections and MLP, by far the most).
const rows = (encoder: number) => sd3(`encoders.${encoder}.tokens.0`);
const readerFlops =
  2 *
  (sd3("params.text_encoders.clip_l") * rows(0) +
    sd3("params.text_encoders.clip_g") * rows(1) +
    sd3("params.text_encoders.t5") * rows(2));
const steps = 28; // default of the SD3 pipeline in diffusers
const passes = 2; // with and without the prompt: guidance
const loopFlops = steps * passes * sd3("flops_per_forward");

/** What papers and reference code print, each with its place there; nothing else on the page is typed by hand. */
const published = {
  // Esser et al. 2024, section 5.3.3: share of comparisons won without T5, and how often an encoder is dropped
  "win-looks": 50,
  "win-prompt": 46,
  "win-typography": 38,
  "encoder-dropped": 46.3,
  // table 3: reconstruction FID with 4 and 16 channels; table 4 (second-hand): GenEval by captions
  "vae-fid-4": 2.41,
  "vae-fid-16": 1.06,
  "captions-original": 43.3,
  "captions-mixed": 49.8,
  // table 6: drop of the CLIP score against 50 steps; core/catalogue/few_steps.h
  "drop-5-large": 2.71,
  "drop-10-large": 0.14,
  "drop-5-small": 4.3,
  "drop-10-small": 0.86,
  // section 5.3.2: the shift at 1024 x 1024
  shift: 3,
  // Stability-AI/sd3.5: sd3_infer.py CONFIGS (dpmpp_2m)
  "steps-sd3-vendor": 50,
  "steps-sd35-large-vendor": 40,
  // huggingface/diffusers docs, DPMSolverMultistepScheduler: "only 20 steps", "quite good even in 10"
  "steps-dpm": 20,
  // CompVis: scripts/txt2img.py, --ddim_steps
  "steps-ddim": 50,
  // CompVis: v1-inference.yaml, timesteps
  "ddpm-times": 1000,
  // the length of text that diffusers lets T5 have at most (pipeline_stable_diffusion_3.py)
  "t5-longest": 512,
  // Peebles & Xie 2022, table 4: FID of DiT-XL/2 after 400K steps
  "dit-fid-cross": 26.14,
  "dit-fid-adaln": 19.47,
  // Esser et al. 2024, sections 4 and 5.3: the family that was trained
  "depth-small": 15,
  "depth-large": 38,
  "head-dim": 64,
};

export const numbers: Record<string, number> = {
  ...published,

  // the text encoders
  "text-encoders": textEncoders,
  "text-share": (100 * textEncoders) / sd3("params.total"),
  "t5-against-denoiser": sd3("params.text_encoders.t5") / sd3("params.transformer"),
  "t5-against-clip": sd3("encoders.2.tokens.1") / sd3("encoders.0.tokens.1"),
  "fp16-all": (2 * sd3("params.total")) / 1e9,
  "fp16-text": (2 * textEncoders) / 1e9,

  "readers-work": (100 * passes * readerFlops) / (passes * readerFlops + loopFlops),

  "tiny-text-encoders": tinyReaders,
  "tiny-text-share": (100 * tinyReaders) / number("tiny-sd3:params.total"),

  // joint attention in the lesson's own case
  "self-entries": image * image,
  "cross-entries": image * text,
  "self-and-cross": image * image + image * text,
  "joint-entries": toy("attention_entries_per_head"),
  "joint-extra": jointExtra(image, text),
  "joint-extra-entries": toy("attention_entries_per_head") - image * image - image * text,
  "uniform-image-image": (100 * image * image) / (image + text) ** 2,
  "uniform-cross": (100 * image * text) / (image + text) ** 2,
  "uniform-text-text": (100 * text * text) / (image + text) ** 2,

  // … the whole block, and at 1024 pixels
  "block-extra": blockExtra(image, text),
  "block-extra-256": blockExtra(image, clipRows * 2),
  "block-extra-1024": blockExtra(sd3("image_tokens"), sd3("text_tokens")),
  "longest-text": clipRows + published["t5-longest"],
  "paper-text": clipRows * 2,
  "joint-extra-paper": jointExtra(sd3("image_tokens"), clipRows * 2),
  "joint-extra-sd3": jointExtra(sd3("image_tokens"), sd3("text_tokens")),

  // the block
  "adaln-weights": (100 * 12 * (d * d + d)) / (36 * d * d + 30 * d),

  adaln: sd3("adaln_per_block"),
  "flux-double": fluxDual,
  "flux-single": flux("blocks") - fluxDual,

  // flow matching
  "steps-sd3": steps,
  "ring-radius": Math.SQRT2 / Math.sqrt(1 + 2 * 0.07 ** 2), // core/flow/named_worlds.cpp: variance 1 a coordinate
  "noise-left": 100 * 0.0683, // square root of SD v1.5's last alpha bar (CompVis: v1-inference.yaml)

  // the latent
  "latent-numbers": 16 * sd3("latent.1") ** 2,
  "toy-1101-joint": number("lesson-1101:joint_tokens"),
};
