// The words of the tiny SD3's tokenizer in groups that mean something to a reader.

const groups: [string, RegExp][] = [
  [
    "postcard subjects",
    /^(birds?|cats?|kittens?|dogs?|puppy|puppies|cranes?|boats?|sailboats?|houses?|cottages?|trees?|cars?|fish|fishes)$/,
  ],
  ["plain shapes", /^(circles?|discs?|squares?|box|boxes|triangles?|hearts?)$/],
  ["colours", /^(colou?r|red|crimson|orange|yellow|golden|green|blue|purple|violet|white)$/],
  [
    "places",
    /^(beach|sea|ocean|sand|shore|river|lake|water|snow|snowy|winter|mountains?|hill|city|downtown|buildings?|town|street|field|countryside|meadow|grass|farm)$/,
  ],
  [
    "times",
    /^(noon|midday|day|daylight|sunny|sunshine|sunset|sunrise|dawn|dusk|morning|evening|night|midnight|moon|moonlight|stars|dark|during)$/,
  ],
  ["numbers", /^(a|an|one|two|three|2|3|pair|couple|some)$/],
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
