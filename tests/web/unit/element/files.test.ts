import { expect, it } from "vitest";
import { download } from "../../../../web/element/model/files.js";

const url = "https://x.test/runtime/tiny-sd3.safetensors?retry=1";

it("what is wrong with one of the model's files is told with its name", async () => {
  const gone = () => Promise.resolve(new Response("gone", { status: 404 }));
  await expect(download(url, { fetch: gone })).rejects.toThrow(
    "tiny-sd3.safetensors: the server answered 404; is the folder in asset-path the right one?",
  );
});

it("a file that comes is given as it is", async () => {
  const there = () => Promise.resolve(new Response("weights"));
  expect(new TextDecoder().decode(await download(url, { fetch: there }))).toBe("weights");
});
