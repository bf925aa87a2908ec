// The denoisers by their identifiers in requests, states and files (core/pipeline/model_kind.h): the model of the page, and
// the arms of an experiment on small pictures, of which `flow_small` changes nothing and the others one thing each, or two.

export const arms = ["flow_cross", "noise", "noise_cross", "v_diffusion", "flow_shared", "flow_small"] as const;
export type Arm = (typeof arms)[number];
export type Kind = "flow" | Arm;

/** Names that two of them had before; requests that use them are understood. */
export const formerly = { ddpm: "noise_cross", shared: "flow_shared" } as const satisfies Record<string, Kind>;
export type FormerKind = keyof typeof formerly;

export const kindOf = (name: string): string => (name in formerly ? formerly[name as FormerKind] : name);

/** Of the weights, in web/assets/weights. */
export const fileOf = (kind: Kind): string =>
  kind === "flow" ? "tiny-sd3.safetensors" : `tiny-sd3-${kind.replaceAll("_", "-")}.safetensors`;

/** What changes against flow, in a few words. */
export const titles: Record<Kind, string> = {
  flow: "flow matching, joint attention",
  flow_cross: "flow matching, cross-attention",
  noise: "noise prediction, joint attention",
  noise_cross: "noise prediction, cross-attention",
  v_diffusion: "v-prediction, joint attention",
  flow_shared: "flow matching, one set of weights for text and image",
  flow_small: "flow matching, joint attention, small pictures",
};
