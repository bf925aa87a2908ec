// A picture of the ratios to ONNX Runtime Web, scene by scene: bars from 1 (as fast as it) to the right.

import { best, ortNames } from "./table.mjs";

const colours = { "ours plain": "#7aa6c2", "ours relaxed": "#1f5f8b" };
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function bars(row, y, scale) {
  const ort = best(row, ortNames);
  return Object.entries(colours)
    .filter(([name]) => row.sides[name])
    .map(([name, colour], i) => {
      const ratio = row.ratios[name][ort];
      const width = Math.max(1, ratio * scale).toFixed(1);
      return `<rect x="330" y="${y + 11 * i}" width="${width}" height="9" fill="${colour}"><title>${name}: ${ratio.toFixed(2)}</title></rect>
<text x="${(334 + Number(width)).toFixed(1)}" y="${y + 8 + 11 * i}" font-size="9">${ratio.toFixed(2)}</text>`;
    })
    .join("\n");
}

export function chart(results) {
  const rows = (results.chromium?.rows ?? []).filter((row) => best(row, ortNames));
  const scale = 150;
  const body = rows.map(
    (row, i) =>
      `<text x="322" y="${56 + 26 * i}" text-anchor="end" font-size="11">${escaped(row.id)}</text>\n${bars(row, 44 + 26 * i, scale)}`,
  );
  const height = 60 + 26 * rows.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 ${height}" font-family="sans-serif" fill="#222">
<rect width="860" height="${height}" fill="#fff"/>
<text x="12" y="20" font-size="13">Times as fast as ONNX Runtime Web ${escaped(results.peers["onnxruntime-web"])} (plain SIMD), one thread, ${escaped(results.chromium?.browser ?? "")}, ${results.date}</text>
<text x="330" y="36" font-size="10">light: our module with plain SIMD, dark: with relaxed SIMD; the line is 1</text>
${body.join("\n")}
<line x1="${330 + scale}" x2="${330 + scale}" y1="40" y2="${height - 12}" stroke="#c33" stroke-dasharray="3 3"/>
</svg>
`;
}
