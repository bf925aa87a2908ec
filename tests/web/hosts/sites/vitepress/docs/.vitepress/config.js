export default {
  title: "A course with VitePress",
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("lesson-") } } },
};
