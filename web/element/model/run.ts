// A run of the tiny SD3 as a page's own script sees it: put together from packets, with the few things worth
// computing from them. The words of the request are those of core/pipeline/run_request.h.

import type { FormerKind, Kind } from "./kinds.js";
import { broken, isCount, type Packet, readPacket, type Tensor } from "./packet.js";
import type { StageName, StageNames } from "./protocol.js";

/** What to ask for; what is left out takes the model's own defaults. */
export interface RunRequest {
  prompt: string;
  seed?: number;
  /** "flow", or an arm of the experiment, where its file is there; "ddpm" and "shared" are names that two had before. */
  model?: Kind | FormerKind;
  sampler?: "euler" | "heun" | "ddim" | "ancestral";
  /** Noise levels that a velocity is asked at: its own, or Stable Diffusion v1's. */
  levels?: "own" | "scaled_linear";
  steps?: number;
  guidance?: number;
  shift?: number;
  cut?: { quadrants: string; blocks?: number[]; first_step?: number; last_step?: number };
  /** Comma list of clip_l, clip_g, t5, or of halves of them: clip_l_rows, clip_l_pooled, clip_g_rows, clip_g_pooled. */
  drop_encoders?: string;
  /** Keep what every attention read, and every step's preview; runs are quicker without. */
  record?: boolean;
}

/** One of the thirteen stages. */
export interface RunStage extends StageName {
  shape: number[];
  parameters: number;
  ms: number;
}

/** Shares of a head's weight: text reads text, text reads image, image reads text, image reads image. */
export type QuadrantMass = [number, number, number, number];

export interface Picture {
  width: number;
  height: number;
  /** Row by row, three bytes a pixel. */
  rgb: Uint8Array;
}

export interface RunStep {
  /** Time at its start; 1 is noise. */
  t: number;
  ms: number;
  /** The picture the model would give if it stopped here; undefined of a run that keeps no record. */
  preview: Picture | undefined;
  /** Per block, per head; empty for a model without joint attention. */
  mass: QuadrantMass[][];
}

interface StartJson {
  labels: string[];
  words: number;
  unknown_words: string[];
  blocks: number;
  heads: number;
  width: number;
  text_tokens: number;
  /** Of the text rows, those that CLIP reads; T5's follow where it has rows of its own. */
  clip_rows: number;
  image_tokens: number;
  weights_sha256: string;
  samples_trained: number;
  joint: boolean;
  stages: Omit<RunStage, "ms" | keyof StageName>[];
  stage_ms: Record<string, number>;
  request: RunRequest & { steps: number };
}

export class ModelRun {
  start: StartJson | undefined;
  readonly stages: RunStage[] = [];
  readonly steps: RunStep[] = [];
  picture: Picture | undefined;
  picture_sha256 = "";
  ms_total = 0;
  /** Queries and keys of the newest step. */
  #attention: Packet | undefined;
  readonly #names: () => StageNames | undefined;

  /** Packets carry numbers only; `names` are those of the module that sent them. */
  constructor(names: () => StageNames | undefined = () => undefined) {
    this.#names = names;
  }

  get finished(): boolean {
    return this.picture !== undefined;
  }

  /** Takes the next packet; throws when it is broken. */
  take(bytes: Uint8Array): void {
    const packet = readPacket(bytes);
    if (packet.kind === "start") this.#begin(packet.json as unknown as StartJson);
    else if (packet.kind === "step") this.#step(packet);
    else this.#end(packet);
    for (const [number, ms] of Object.entries((packet.json.stage_ms ?? {}) as Record<string, number>)) {
      const stage = this.stages[Number(number) - 1];
      if (stage) stage.ms = ms;
    }
  }

  #begin(json: StartJson): void {
    if (!Array.isArray(json.stages) || json.stages.length > 13) throw broken("it does not list its stages");
    this.start = json;
    const names = this.#names()?.[json.joint ? "joint" : "cross"];
    const named = (i: number) => names?.[i] ?? { number: i + 1, id: "", name: "", lesson: "" };
    this.stages.push(...json.stages.map((stage, i) => ({ ...named(i), ...stage, ms: 0 })));
  }
  #step(packet: Packet): void {
    const blocks = (packet.json.blocks ?? []) as ({ mass: QuadrantMass[] } | null)[];
    if (!Array.isArray(blocks)) throw broken("its blocks are no list");
    this.steps.push({
      t: packet.json.t as number,
      ms: packet.json.ms as number,
      preview: this.start?.request?.record === false ? undefined : pictureOf(packet),
      mass: blocks.map((block) => block?.mass ?? []),
    });
    this.#attention = packet;
  }
  #end(packet: Packet): void {
    this.picture = pictureOf(packet);
    this.picture_sha256 = packet.json.picture_sha256 as string;
    this.ms_total = packet.json.ms_total as number;
  }

  /**
   * How much each image token's query reads text token `token` in the newest step: image_tokens shares of rows that
   * sum to 1 over text and image. Undefined where the run kept no attention.
   */
  imageReads(token: number, block: number, head: number): Float64Array | undefined {
    const found = this.#headOf(block, head);
    return found && Float64Array.from({ length: found.images }, (_, i) => softmaxRow(found, found.texts + i)[token]!);
  }

  #headOf(block: number, head: number) {
    const { start } = this;
    const q = this.#rows(block, "q");
    const k = this.#rows(block, "k");
    if (!start || !q || !k) return undefined;
    const { width, heads, text_tokens: texts, image_tokens: images } = start;
    const size = width / heads;
    if (![size, texts, images].every(isCount) || !isCount(head) || head >= heads) return undefined;
    return fits(q, texts + images, width) && fits(k, texts + images, width)
      ? { q, k, first: head * size, size, texts, images }
      : undefined;
  }
  #rows(block: number, which: "q" | "k"): Rows | undefined {
    const packet = this.#attention;
    const numbers = packet?.tensors.get(`block.${block}.joint.${which}`);
    const factors = packet?.tensors.get(`block.${block}.joint.${which}.factor`);
    return numbers && factors && { numbers, factors };
  }
}

/** value = number · factor of its row (core/pipeline/attention_record.h) */
interface Rows {
  numbers: Tensor;
  factors: Tensor;
}
const fits = ({ numbers, factors }: Rows, rows: number, columns: number) =>
  numbers.shape[0] === rows && numbers.shape[1] === columns && factors.data.length === rows;

interface Head {
  q: Rows;
  k: Rows;
  first: number;
  size: number;
}

function softmaxRow({ q, k, first, size }: Head, row: number): Float64Array {
  const [keys = 0, columns = 0] = k.numbers.shape;
  const scale = q.factors.data[row]! / Math.sqrt(size);
  const scores = Float64Array.from({ length: keys }, (_, key) => {
    let sum = 0;
    for (let i = first; i < first + size; i++)
      sum += q.numbers.data[row * columns + i]! * k.numbers.data[key * columns + i]!;
    return sum * scale * k.factors.data[key]!;
  });
  const most = scores.reduce((a, b) => Math.max(a, b));
  const weights = scores.map((score) => Math.exp(score - most));
  const all = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / all);
}

function pictureOf(packet: Packet): Picture {
  const tensor = packet.tensors.get("picture");
  if (!tensor) throw broken("it has no picture");
  const [height = 0, width = 0, channels] = tensor.shape;
  if (!(tensor.data instanceof Uint8Array) || channels !== 3 || height * width === 0)
    throw broken("its picture is not of bytes [h, w, 3]");
  return { height, width, rgb: tensor.data };
}

/** Root mean square between two pictures of one size, of 1. */
export function pictureDistance(a: Picture, b: Picture): number {
  let sum = 0;
  for (let i = 0; i < a.rgb.length; i++) sum += (a.rgb[i]! - b.rgb[i]!) ** 2;
  return Math.sqrt(sum / a.rgb.length) / 255;
}
