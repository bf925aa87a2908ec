import { describe, expect, it } from "vitest";
import { checkAnchors, checkPlaces } from "../../../../web/lesson/anchors.js";

const page = (inside: string) =>
  `<section id="one" class="section"><p id="here"></p></section><section id="two" class="section">${inside}</section>`;
const fileOf = (section: string) => `${section}.mdx`;

describe("checkAnchors", () => {
  it("lets a page be whose links lead somewhere", () => {
    expect(() =>
      checkAnchors(page('<a href="#here">there</a><a href="https://a.b/#c">out</a>'), fileOf),
    ).not.toThrow();
  });
  it("names the file, the link and what may have been meant", () => {
    const broken = () => checkAnchors(page('<a href="#here-not">nowhere</a>'), fileOf);
    expect(broken).toThrow("two.mdx: a link leads to #here-not");
    expect(() => checkAnchors(page('<a href="#herer">nowhere</a>'), fileOf)).toThrow("#here");
  });
  it("refuses one id for two things", () => {
    expect(() => checkAnchors(page('<p id="here"></p>'), fileOf)).toThrow("two.mdx: “here” is the id of two things");
  });
});

describe("checkPlaces", () => {
  const contents = (place: string) =>
    `<a href="#one" data-place="${place}">One</a><svg><g data-part="blocks"></g></svg>`;
  it("lets sections be about parts that the overview has", () => {
    expect(() => checkPlaces(contents("blocks"), fileOf)).not.toThrow();
  });
  it("names the file, and the parts that there are", () => {
    expect(() => checkPlaces(contents("blocks vea"), fileOf)).toThrow(
      "one.mdx: the overview has no part “vea”; it has blocks",
    );
  });
});
