import lessonWidgets from "lesson-widgets/vite";

export default { plugins: [lessonWidgets()] };
