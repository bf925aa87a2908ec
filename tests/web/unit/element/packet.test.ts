import { describe, expect, it } from "vitest";
import { readEntries, readPacket } from "../../../../web/element/model/packet.js";
import { ModelRun, pictureDistance } from "../../../../web/element/model/run.js";
import { packet } from "./packets.js";

const step = (json: object) => packet("step", json, { picture: { dtype: "U8", shape: [1, 1, 3], bytes: [1, 2, 3] } });

describe("packets", () => {
  it("hold tensors of each type, and json beside them", () => {
    const bytes = packet(
      "start",
      { words: 3 },
      {
        small: { dtype: "U8", shape: [3], bytes: [7, 8, 9] },
        noise: { dtype: "F32", shape: [1, 2], bytes: [...new Uint8Array(new Float32Array([0.5, -2]).buffer)] },
      },
    );
    const read = readPacket(bytes);
    expect(read.kind).toBe("start");
    expect(read.json).toEqual({ words: 3 });
    expect([...read.tensors.get("noise")!.data]).toEqual([0.5, -2]);
    expect(readEntries(bytes).map(({ name, shape }) => `${name} ${shape}`)).toEqual(["small 3", "noise 1,2"]);
  });

  it.each([
    ["shorter than a length", new Uint8Array(5), "shorter"],
    ["a header longer than the file", new Uint8Array([255, 0, 0, 0, 0, 0, 0, 0, 1]), "does not fit"],
    ["of no kind", packet("other", {}, {}), "its kind is “other”"],
    [
      "a tensor of the wrong size",
      packet("end", {}, { picture: { dtype: "F32", shape: [2], bytes: [1] } }),
      "should have 8",
    ],
    ["an unknown type", packet("end", {}, { picture: { dtype: "F64", shape: [1], bytes: [1] } }), "unknown type F64"],
  ])("%s is refused in words", (_what, bytes, words) => {
    expect(() => readPacket(bytes)).toThrow(words);
  });
});

describe("a run", () => {
  it("says how much each patch reads a word", () => {
    const name = { number: 1, id: "x", name: "X", lesson: "1" };
    const run = new ModelRun(() => ({ joint: [name], cross: [] }));
    const [texts, images, width] = [2, 2, 2];
    run.take(
      packet("start", {
        ...{ labels: ["a", "b"], blocks: 1, heads: 1, width, text_tokens: texts, image_tokens: images },
        ...{ joint: true, stages: [{ shape: [1], parameters: 4 }] },
        stage_ms: { 1: 2.5 },
      }),
    );
    // Patch 0 asks along the first axis, where word 0 stands; patch 1 asks for nothing and hears all alike.
    const rows = (numbers: number[]) => ({
      dtype: "I16",
      shape: [4, 2],
      bytes: [...new Uint8Array(new Int16Array(numbers).buffer)],
    });
    const factors = { dtype: "F32", shape: [4], bytes: [...new Uint8Array(new Float32Array([1, 1, 1, 1]).buffer)] };
    run.take(
      packet(
        "step",
        { t: 1, ms: 3, blocks: [{ mass: [[0.1, 0.2, 0.3, 0.4]] }] },
        {
          picture: { dtype: "U8", shape: [1, 1, 3], bytes: [0, 0, 0] },
          "block.0.joint.q": rows([0, 0, 0, 0, 2, 0, 0, 0]),
          "block.0.joint.q.factor": factors,
          "block.0.joint.k": rows([1, 0, 0, 1, 0, 0, 0, 0]),
          "block.0.joint.k.factor": factors,
        },
      ),
    );
    const reads = run.imageReads(0, 0, 0)!;
    const e = Math.exp(2 / Math.SQRT2);
    expect(reads[0]).toBeCloseTo(e / (e + 3), 6);
    expect(reads[1]).toBeCloseTo(0.25, 6);
    expect(run.steps[0]!.mass).toEqual([[[0.1, 0.2, 0.3, 0.4]]]);
    expect(run.stages).toEqual([{ ...name, shape: [1], parameters: 4, ms: 2.5 }]);
    expect(run.finished).toBe(false);
  });

  it("measures how far two pictures lie apart", () => {
    const picture = (...rgb: number[]) => ({ width: 1, height: 1, rgb: Uint8Array.from(rgb) });
    expect(pictureDistance(picture(0, 0, 0), picture(255, 255, 255))).toBe(1);
    expect(pictureDistance(picture(9, 9, 9), picture(9, 9, 9))).toBe(0);
  });

  it("takes steps without a picture of a run that keeps no record", () => {
    const run = new ModelRun();
    run.take(packet("start", { request: { record: false }, stages: [] }));
    run.take(packet("step", { t: 1, ms: 3, stage_ms: {} }, {}));
    expect(run.steps[0]).toEqual({ t: 1, ms: 3, preview: undefined, mass: [] });
  });

  it("refuses a step without a picture", () => {
    expect(() => new ModelRun().take(packet("step", {}, {}))).toThrow("no picture");
    expect(() => new ModelRun().take(step({ blocks: [] }))).not.toThrow();
  });
});
