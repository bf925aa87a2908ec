// Rows of pictures painted when the page was built: a press paints them again, here.

export function startLiveRuns(page: Document): void {
  for (const figure of page.querySelectorAll<HTMLElement>(".live-runs")) {
    const button = figure.querySelector<HTMLButtonElement>("button")!;
    const state = figure.querySelector<HTMLElement>(".live-state")!;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await paintAll(figure, state);
        state.textContent = "Painted on this machine.";
      } catch (error) {
        state.textContent = error instanceof Error ? error.message : String(error);
      }
      button.disabled = false;
    });
  }
}

async function paintAll(figure: HTMLElement, state: HTMLElement): Promise<void> {
  const [{ tinySd3 }, { dataUrl }] = await Promise.all([import("./live/sources.js"), import("./pictures.js")]);
  const slots = [...figure.querySelectorAll<HTMLElement>("[data-request]")];
  for (const [i, slot] of slots.entries()) {
    state.textContent = `Painting ${i + 1} of ${slots.length} …`;
    const run = await tinySd3.run({ ...JSON.parse(slot.dataset.request!), record: false });
    const image = slot.querySelector("img")!;
    image.src = dataUrl(run.picture!);
    slot.querySelector(".badge")!.textContent = "live";
  }
}
