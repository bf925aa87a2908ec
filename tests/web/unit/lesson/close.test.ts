import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pictureClose } from "../../../../web/lesson/client/close.js";

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");

it("pictures are close enough at one distance, in widget, lab and question", () => {
  const widget = /kPictureClose = ([\d.]+);/.exec(read("widgets/step_count/pictures/view.h"))![1];
  expect(Number(widget)).toBe(pictureClose);
  const questions = read("web/lesson/content/sd3-and-flux/13-practice.mdx").matchAll(/stay within ([\d.]+) of/g);
  expect([...questions].map(([, asked]) => Number(asked))).toEqual([pictureClose]);
});
