// NEXT_OUT: `output: "export"` writes files for any server; without it, next itself serves.
export default process.env.NEXT_OUT === "export" ? { output: "export" } : {};
