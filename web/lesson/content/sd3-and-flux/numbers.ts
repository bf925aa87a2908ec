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

/** Normal distribution function (Abramowitz & Stegun 7.1.26, error below 1.5e-7). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(x) / Math.SQRT2));
  const tail =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) *
    t *
    Math.exp((-x * x) / 2);
  return x < 0 ? tail / 2 : 1 - tail / 2;
}
const logit = (t: number) => Math.log(t / (1 - t));
/** Chance of t in [a, b] for a logit-normal of mean m and deviation 1, in percent. */
const logitNormalBetween = (a: number, b: number, m: number) =>
  100 * (normalBelow(logit(b) - m) - normalBelow(logit(a) - m));

// How many of Flux's blocks are dual-stream (36 d² + 30 d + 4 h weights) and how many single-stream (15 d² + 11 d + 2 h):
// as many as its parameter count holds; what is left over, embeddings and the last layer, is less than one exchange.
const flux = (key: string) => number(`flux.1-dev:${key}`);
const single = 15 * flux("d_model") ** 2 + 11 * flux("d_model") + 2 * flux("head_dim");
const dual = 36 * flux("d_model") ** 2 + 30 * flux("d_model") + 4 * flux("head_dim");
const fluxDual = Math.floor((flux("params.transformer") - flux("blocks") * single) / (dual - single));

export const numbers: Record<string, number> = {
  // the text encoders
  "text-encoders": textEncoders,
  "text-share": (100 * textEncoders) / sd3("params.total"),
  "t5-against-denoiser": sd3("params.text_encoders.t5") / sd3("params.transformer"),
  "t5-against-clip": sd3("encoders.2.tokens.1") / sd3("encoders.0.tokens.1"),
  "fp16-all": (2 * sd3("params.total")) / 1e9,
  "fp16-text": (2 * textEncoders) / 1e9,

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

  // … and at 1024 pixels
  "paper-text": clipRows * 2,
  "joint-extra-paper": jointExtra(sd3("image_tokens"), clipRows * 2),
  "joint-extra-sd3": jointExtra(sd3("image_tokens"), sd3("text_tokens")),

  // the block
  "adaln-weights": (100 * 12 * (d * d + d)) / (36 * d * d + 30 * d),

  adaln: sd3("adaln_per_block"),
  "flux-double": fluxDual,
  "flux-single": flux("blocks") - fluxDual,

  // flow matching
  "middle-logit": logitNormalBetween(0.25, 0.75, 0),
  "middle-uniform": 50,
  "steps-sd3": 28, // default of the SD3 pipeline in diffusers

  // the latent
  "latent-numbers": 16 * sd3("latent.1") ** 2,
  "toy-1101-joint": number("lesson-1101:joint_tokens"),
};
