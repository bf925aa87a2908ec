import { createRoot } from "react-dom/client";
import { Course } from "./course.js";

createRoot(document.getElementById("course")!).render(<Course />);
