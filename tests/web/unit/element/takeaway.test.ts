import { describe, expect, it } from "vitest";
import { parseCsv } from "../../../../web/element/takeaway.js";

describe("parseCsv", () => {
  it.each([
    ["", []],
    [
      "a,b\r\n1,2\r\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a,b\n1,",
      [
        ["a", "b"],
        ["1", ""],
      ],
    ],
    [
      '"a ""b"", c",d\n"line\nbreak",2',
      [
        ['a "b", c', "d"],
        ["line\nbreak", "2"],
      ],
    ],
    ["a,,c\n", [["a", "", "c"]]],
  ])("reads %j", (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });
});
