// The words of the tiny SD3's tokenizer in groups that mean something to a reader.

const groups: [string, RegExp][] = [
  ["postcard subjects", /^(cat|kitten|dog|puppy|puppies|crane|boat|sailboat|house|cottage|tree|car|fish)s?$/],
  ["plain shapes", /^(circle|disc|square|box|boxes|triangle|heart)s?$/],
  ["colours", /^(red|crimson|orange|yellow|golden|green|blue|purple|violet|white)$/],
  [
    "places",
    /^(beach|sea|ocean|sand|river|lake|water|snow|snowy|winter|mountains|hill|city|buildings?|tall|town|street|field|meadow|grass|farm)$/,
  ],
  ["times", /^(noon|midday|day|sunny|sunshine|sunset|dusk|evening|night|midnight|stars|moon|during)$/],
  ["numbers", /^(a|an|one|two|three|2|3|pair)$/],
  ["positions", /^(left|right|above|over|top|below|beneath|under|next|beside|near|by|on|in|at|of|to|with|and)$/],
];

/** Groups in order, each with its words; the last holds whatever fits none. */
export function sortWords(words: readonly string[]): [string, string[]][] {
  const sorted = groups.map(([name]): [string, string[]] => [name, []]);
  const others: string[] = [];
  for (const word of words) {
    const at = groups.findIndex(([, pattern]) => pattern.test(word));
    (at < 0 ? others : sorted[at]![1]).push(word);
  }
  return [...sorted, ["further words", others] as [string, string[]]].filter(([, members]) => members.length > 0);
}
