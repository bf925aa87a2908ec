import "lesson-widgets";
