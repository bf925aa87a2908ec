// The quadrant viewer in the page: a capture opened from disk, and a broken one that loses nothing.

import { expect, openWidget, test } from "./page.js";

/** A safetensors capture of one block: queries and keys of two heads, deterministic numbers. */
function capture(tokens: string[], imageTokens: number): Buffer {
  const rows = tokens.length + imageTokens;
  const cols = 8;
  const bytes = rows * cols * 4;
  const tensor = (at: number) => ({ dtype: "F32", shape: [rows, cols], data_offsets: [at, at + bytes] });
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: {
        format: "lesson-attention-1",
        heads: "2",
        text_tokens: String(tokens.length),
        tokens: JSON.stringify(tokens),
        title: "Crane near a river",
      },
      "block.0.q": tensor(0),
      "block.0.k": tensor(bytes),
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const numbers = Float32Array.from({ length: 2 * rows * cols }, (_, i) => Math.sin(i * 1.7));
  return Buffer.concat([length, header, Buffer.from(numbers.buffer)]);
}

const described = (widget: import("@playwright/test").Locator) =>
  widget.evaluate((element) => (element as unknown as { describe(): string }).describe());

test("a capture is opened from disk; a broken one is told of and loses nothing", async ({ page }) => {
  const viewer = await openWidget(page, "attention-quadrants");
  await viewer.evaluate((element) => {
    (element as unknown as { state: object }).state = { source: "capture" };
  });
  const open = async (name: string, buffer: Buffer) => {
    const choosing = page.waitForEvent("filechooser");
    await viewer.getByRole("button", { name: "Open a capture" }).press("Enter");
    await (await choosing).setFiles({ name, mimeType: "application/octet-stream", buffer });
  };
  await open("crane.safetensors", capture(["red", "crane"], 9));
  await expect.poll(() => described(viewer)).toContain("2 text and 9 image tokens");
  await open("junk.safetensors", Buffer.from("this is no capture"));
  await expect.poll(() => described(viewer)).toContain("junk.safetensors");
  expect(await described(viewer)).toContain("2 text and 9 image tokens");
  await open("crane.safetensors", capture(["a", "blue", "crane"], 16));
  await expect.poll(() => described(viewer)).toContain("3 text and 16 image tokens");
  expect(await described(viewer)).not.toContain("junk.safetensors");
});
