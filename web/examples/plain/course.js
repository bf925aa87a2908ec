// What a course does with the events: it keeps a record, here as a list in the page.

const record = document.querySelector("#record");

function keep(text) {
  const item = document.createElement("li");
  item.textContent = text;
  record.append(item);
}

document.addEventListener("lesson-answer", ({ detail }) => {
  keep(`${detail.id}: answered ${detail.given}, ${detail.correct ? "right" : "not right"}. ${detail.words}`);
});
document.addEventListener("result", ({ target, detail }) => {
  keep(`${target.id}: ${detail.description}`);
});
document.querySelector("#steps").addEventListener("error", ({ message }) => keep(`Something went wrong: ${message}`));
