import { defineConfig } from "astro/config";
import lessonWidgets from "lesson-widgets/vite";

export default defineConfig({ vite: { plugins: [lessonWidgets()] } });
