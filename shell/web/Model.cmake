# The module of the page's worker: build/<preset>/lesson-model.mjs and .wasm, see model_api.h.
lesson_add_web_module(lesson-model
  web/left_out.cpp
  web/model_api.cpp
  web/quiet_numbers.cpp
  LIBS lesson::core
  EXPORTS _lesson_model_error _lesson_model_stages _lesson_model_load _lesson_model_start _lesson_model_turn _lesson_model_advance
    _lesson_model_ask _lesson_model_begin _lesson_model_give _lesson_model_answer _lesson_model_stop _lesson_model_packet _lesson_model_packet_size)
lesson_wrap(lesson-model numbers)
