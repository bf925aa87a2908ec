/** The reader has asked the browser to spare the line: nothing large is fetched unasked. */
export const savesData = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
