/**
 * Runs in the page, on a widget's element: waits for the end of a run of the model that is under way in it. Until then
 * its picture changes, and with it the height.
 * @param {Element} element
 */
export async function runEnded(element) {
  const stop = () => [...(element.shadowRoot?.querySelectorAll("button") ?? [])].find((b) => b.ariaLabel === "Stop");
  while (stop()?.disabled === false) {
    element.scrollIntoView({ block: "start", behavior: "instant" }); // what a shifting page moved out of sight is not drawn
    await new Promise((done) => setTimeout(done, 100));
  }
}
