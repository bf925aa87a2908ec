import DefaultTheme from "vitepress/theme";

export default {
  extends: DefaultTheme,
  async enhanceApp() {
    if (!import.meta.env.SSR) await import("lesson-widgets");
  },
};
