module.exports = {
  title: "A course with Docusaurus",
  url: "http://localhost",
  baseUrl: "/",
  presets: [["classic", { blog: false, docs: { routeBasePath: "/" } }]],
  clientModules: [require.resolve("lesson-widgets")],
};
