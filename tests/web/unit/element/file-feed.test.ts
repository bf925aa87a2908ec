import { beforeEach, describe, expect, it } from "vitest";
import type { FileLike } from "../../../../web/element/choose-file.js";
import { FileFeed } from "../../../../web/element/file-feed.js";
import { FakeBorder } from "./fakes.js";

let border: FakeBorder;
let widget: number;
let feed: FileFeed;
beforeEach(() => {
  border = new FakeBorder();
  widget = border.create("step-count");
  feed = new FileFeed(border.asBorder, widget, () => {});
});

/** Bytes 0, 1, 2 ...; what was read of it is written down, and nothing is ever read as a whole. */
function file(size: number, name = "a.safetensors"): FileLike & { read: string[]; size: number } {
  const read: string[] = [];
  return {
    name,
    size,
    read,
    arrayBuffer: () => Promise.reject(new Error("read as a whole")),
    slice(from = 0, to = size) {
      read.push(`${from}-${to}`);
      const end = Math.min(to, this.size);
      return {
        arrayBuffer: async () => Uint8Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i).buffer,
      };
    },
  };
}

describe("FileFeed", () => {
  it("hands a small file over at once", async () => {
    await feed.open(file(5));
    await feed.feed();
    expect(border.calls).toEqual(["file a.safetensors 5 of 5"]);
  });

  it("hands over the beginning of a large one, and then what is wanted, piece by piece", async () => {
    const large = file(100);
    await feed.open(large);
    border.wanted = [
      { at: 40, bytes: 2 },
      { at: 90, bytes: 3 },
    ];
    await feed.feed();
    await feed.feed();
    await feed.feed();
    expect(border.calls).toEqual(["file a.safetensors 8 of 100", "piece 40 40,41", "piece 90 90,91,92"]);
    expect(large.read).toEqual(["0-8", "40-42", "90-93"]);
  });

  it("reads one piece at a time, however many frames come meanwhile", async () => {
    const large = file(100);
    await feed.open(large);
    border.wanted = [{ at: 40, bytes: 2 }];
    await Promise.all([feed.feed(), feed.feed(), feed.feed()]);
    expect(large.read).toEqual(["0-8", "40-42"]);
  });

  it("says of a file that has vanished, or become shorter, that it has", async () => {
    const large = file(100);
    await feed.open(large);
    border.wanted = [{ at: 40, bytes: 70 }];
    await feed.feed();
    expect(border.calls.at(-1)).toBe("lost a.safetensors has become shorter since it was opened. Choose it anew.");
    expect(feed.file).toBeUndefined();

    await feed.open(large);
    border.wanted = [{ at: 40, bytes: 2 }];
    large.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException("", "NotFoundError")) });
    await feed.feed();
    expect(border.calls.at(-1)).toMatch(/^lost a.safetensors could not be read: it is no longer where it was/);
  });

  it("drops a piece of the file before when another was opened meanwhile", async () => {
    await feed.open(file(100));
    border.wanted = [{ at: 40, bytes: 2 }];
    const old = feed.feed();
    await feed.open(file(5, "b.safetensors"));
    await old;
    expect(border.calls.filter((call) => call.startsWith("piece"))).toEqual([]);
  });

  it("tells what the widget says of it, and keeps the file before", async () => {
    const first = file(5);
    await feed.open(first);
    border.openFile = () => {
      throw new Error("not a capture");
    };
    await expect(feed.open(file(6))).rejects.toThrow("not a capture");
    expect(feed.file).toBe(first);
  });
});
