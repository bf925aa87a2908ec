// What the lesson's page may do, as a content security policy: the page carries it itself, so that it holds on any
// static host, and tools/server.mjs sends it, too.

export const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'", // WebAssembly compiles; nothing else is made from text
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'", // formulas are set in HTML with style attributes
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lesson-widget", // element/trusted.ts
].join("; ");

/** For the head of a page, before anything that it governs. */
export const policyTag = (text = policy) => `<meta http-equiv="Content-Security-Policy" content="${text}">`;
