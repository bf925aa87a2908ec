# The module of the page: build/<preset>/lesson-web.mjs and .wasm, see api.h.

# What JavaScript calls is what the header declares: read from there, so that the two cannot disagree.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/api.h)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/api.h declared REGEX "^[a-z].* \\*?lesson_[a-z_]+\\(")
set(exports "")
foreach(line IN LISTS declared)
  string(REGEX REPLACE "^[^(]*[ *](lesson_[a-z_]+)\\(.*$" "_\\1" name "${line}")
  list(APPEND exports ${name})
endforeach()

lesson_add_web_module(lesson-web
  web/api.cpp
  web/page_canvas.cpp
  web/quiet_sdl.cpp
  LIBS lesson_gl
  GL
  EXPORTS ${exports})

target_compile_options(lesson-web PRIVATE -fno-rtti)
target_link_options(lesson-web PRIVATE
  # The page puts its canvas into specialHTMLTargets["#canvas"].
  -sEXPORTED_RUNTIME_METHODS=HEAPU8,specialHTMLTargets
  -sGL_SUPPORT_AUTOMATIC_ENABLE_EXTENSIONS=0
  # See web/quiet_sdl.cpp.
  -Wl,--wrap=Emscripten_RegisterEventHandlers
  -Wl,--wrap=Emscripten_UnregisterEventHandlers
  -Wl,--wrap=Emscripten_GLES_LoadLibrary)
