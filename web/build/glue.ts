// Emscripten's JavaScript around a compiled module, as the page and the worker take it in. It gets its WebAssembly
// handed in, so it needs no address of its own.

const ending = /export default (\w+);?\s*$/;

/** As part of a bundle. */
export const glueModule = (code: string): string => code.replaceAll("import.meta.url", '"file:///"');

/** As a script of its own: it leaves what makes the module on its own element (element/loader.ts). */
export function classicGlue(code: string): string {
  if (!ending.test(code)) throw new Error("the glue of a compiled module does not end in `export default NAME`");
  const inside = glueModule(code).replace(ending, "document.currentScript.lessonModule=$1;");
  return `(()=>{${inside}})();\n`;
}
