// Packets of any content: refused in one line of ours, or read as they say.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEntries, readPacket } from "../../../../web/element/model/packet.js";
import { ModelRun } from "../../../../web/element/model/run.js";
import { chance, hunt, mutated } from "./chance.js";

const folder = new URL("../../../fuzz/corpus/packets/", import.meta.url);
const newline = 10;

/** One packet of the corpus as tests/fuzz/packets.cpp writes it: kind, json and tensors in lines, then the data. */
function framed(part: number[]): Uint8Array<ArrayBuffer> {
  const lines: string[] = [];
  let rest = part;
  for (let i = 0; i < 3; i++) {
    const end = rest.indexOf(newline);
    lines.push(new TextDecoder().decode(Uint8Array.from(end < 0 ? rest : rest.slice(0, end))));
    rest = end < 0 ? [] : rest.slice(end + 1);
  }
  const [packet, json, tensors = "}"] = lines;
  const metadata = JSON.stringify({ packet, json });
  const header = new TextEncoder().encode(`{"__metadata__":${metadata}${tensors.length > 1 ? "," : ""}${tensors}`);
  const bytes = new Uint8Array(8 + header.length + rest.length);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 8);
  bytes.set(rest, 8 + header.length);
  return bytes;
}

const between = [...new TextEncoder().encode("\n--\n")];
function split(run: number[]): number[][] {
  const parts: number[][] = [[]];
  for (let i = 0; i < run.length; i++) {
    if (between.every((byte, j) => run[i + j] === byte)) {
      parts.push([]);
      i += between.length - 1;
    } else parts.at(-1)!.push(run[i]!);
  }
  return parts;
}

const runs = readdirSync(folder).map((name) => split([...readFileSync(new URL(name, folder))]));
const telling = [...new TextEncoder().encode('{}[]",:0919-.eE\\n tfu\u00e9'), 0, 255, newline];

/** Nothing is thrown but a sentence of ours, in one line. */
function refusedInWords(attempt: () => void): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    const { message } = error as Error;
    expect(message).toMatch(/^A packet of the run is broken: [^\p{Cc}]+\.$/u);
    expect(message.length).toBeLessThan(260);
    return true;
  }
}

describe("hostile packets", () => {
  it("are refused in one line of ours, or hold what they say", () => {
    const random = chance();
    let read = 0;
    const make = () => framed(mutated(random.of(random.of(runs)), telling, random));
    const show = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    const tried = hunt(make, show, (bytes) => {
      const refused = refusedInWords(() => {
        const { tensors } = readPacket(bytes);
        for (const { shape, data } of tensors.values()) expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
      });
      if (refused) return;
      read++;
      expect(readEntries(bytes).length).toBe(readPacket(bytes).tensors.size);
    });
    expect(read).toBeGreaterThan(tried / 50);
  });

  it("leave a run that is whole", () => {
    const random = chance();
    const make = () => random.of(runs).map((part) => framed(random.below(3) ? part : mutated(part, telling, random)));
    const show = (packets: Uint8Array[]) => packets.map((bytes) => Buffer.from(bytes).toString("hex")).join(" ");
    hunt(make, show, (packets) => {
      const run = new ModelRun();
      for (const bytes of packets) refusedInWords(() => run.take(bytes));
      for (const picture of [run.picture, ...run.steps.map(({ preview }) => preview)])
        if (picture) expect(picture.rgb.length).toBe(3 * picture.width * picture.height);
      const reads = run.imageReads(0, 0, 0);
      if (reads) expect(reads.length).toBe(run.start!.image_tokens);
    });
  });

  it.each([
    ["a header that is no JSON", "{", "no JSON"],
    ["a header that is a list", "[]", "no object"],
    ["a tensor that is nothing", '{"__metadata__":{"packet":"end"},"x":null}', "x is not described"],
    [
      "a type that every object has",
      '{"__metadata__":{"packet":"end"},"x":{"dtype":"constructor","shape":[]}}',
      "unknown",
    ],
    ["a shape of anything", '{"__metadata__":{"packet":"end"},"x":{"dtype":"U8","shape":"12"}}', "not described"],
    [
      "offsets of text",
      '{"__metadata__":{"packet":"end"},"x":{"dtype":"U8","shape":[],"data_offsets":"01"}}',
      "should",
    ],
    ["json of no text", '{"__metadata__":{"packet":"end","json":{}}}', "no text"],
    ["json of no object", '{"__metadata__":{"packet":"end","json":"7"}}', "no object"],
    ["a name of many lines", `{"__metadata__":{"packet":"end"},"${"\\n".repeat(900)}":1}`, "\ufffd"],
  ])("%s", (_what, header, words) => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + text.length);
    bytes[0] = text.length & 255;
    bytes[1] = text.length >> 8;
    bytes.set(text, 8);
    expect(refusedInWords(() => readPacket(bytes))).toBe(true);
    expect(() => readPacket(bytes)).toThrow(words);
  });
});
