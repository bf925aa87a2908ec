import "lesson-widgets";

export default () => {};
