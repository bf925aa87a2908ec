// Numbers as people write them: 0.5 or 0,5; 1000, 1,000, 1 000 or 1e3; with a percent sign or a real minus.

const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number, or undefined where the text is none. */
export function readNumber(text: string): number | undefined {
  const bare = text
    .trim()
    .replace(/\s*%$/, "")
    .replace("−", "-")
    .replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, "");
  const number = withPoint(bare);
  return plain.test(number) ? Number(number) : undefined;
}

/** With a point before the decimals, and nothing between the thousands. */
function withPoint(text: string): string {
  const [comma, point] = [text.lastIndexOf(","), text.lastIndexOf(".")];
  if (comma > point && point >= 0) return text.replaceAll(".", "").replace(",", ".");
  if (comma < 0 || point >= 0) return text.replaceAll(",", "");
  // Commas alone: groups of three after a number that does not begin with a zero, or one decimal comma.
  return /^[+-]?[1-9]\d{0,2}(,\d{3})+$/.test(text) ? text.replaceAll(",", "") : text.replace(",", ".");
}

/** Why a text is no answer between two bounds. */
export function numberProblem(text: string, { min, max }: { min: number; max: number }): string | undefined {
  const number = readNumber(text);
  if (number === undefined) return `“${text.trim()}” is not a number. Write it like 12, 0.5 or 1000.`;
  if (number < min || number > max) return `It lies between ${min} and ${max}.`;
  return undefined;
}
