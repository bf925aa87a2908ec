// Two models' worth of answers as `lesson-cli shapes --json` gives them.

export default {
  a: { params: { total: 7_692_768_483 }, shape: [1, 2], differences: [{ id: "x", number: 2 }] },
  b: {
    differences: [
      { id: "w", number: 1 },
      { id: "x", number: 2 },
    ],
  },
};
