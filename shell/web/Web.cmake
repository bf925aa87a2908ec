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
  web/left_out.cpp
  web/page_canvas.cpp
  web/quiet_gl.cpp
  web/quiet_imgui.cpp
  web/quiet_numbers.cpp
  web/quiet_sdl.cpp
  LIBS lesson_gl
  GL
  EXPORTS ${exports})

# Everything but the numbers is compiled as small as it gets: a tenth less to download, and frames stay far
# below a millisecond. Later options win over those of tools/cmake.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  foreach(target lesson-web lesson_gl lesson_app lesson_widgets lesson_imgui lesson_imgui_sdl_gl lesson_sdl2)
    target_compile_options(${target} PRIVATE -Oz $<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics>)
  endforeach()
  # Of the core, what only reads, writes and counts; what computes in bulk stays as fast as it gets. (JSON is
  # compiled into each file that speaks it, and the linker takes any one copy: all of them must be small.)
  file(GLOB reads_and_counts CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/core/catalogue/*.cpp ${PROJECT_SOURCE_DIR}/core/io/*.cpp ${PROJECT_SOURCE_DIR}/core/flow/*.cpp
    ${PROJECT_SOURCE_DIR}/core/attention/attend.cpp ${PROJECT_SOURCE_DIR}/core/attention/quadrants.cpp
    ${PROJECT_SOURCE_DIR}/core/blocks/embedding.cpp ${PROJECT_SOURCE_DIR}/core/blocks/load_weights.cpp
    ${PROJECT_SOURCE_DIR}/core/blocks/patchify.cpp ${PROJECT_SOURCE_DIR}/core/blocks/stream.cpp
    ${PROJECT_SOURCE_DIR}/core/blocks/text_ways.cpp ${PROJECT_SOURCE_DIR}/core/pipeline/other_half.cpp
    ${PROJECT_SOURCE_DIR}/core/pipeline/picture_change.cpp ${PROJECT_SOURCE_DIR}/core/pipeline/pointing.cpp
    ${PROJECT_SOURCE_DIR}/core/pipeline/block_trace.cpp
    ${PROJECT_SOURCE_DIR}/core/pipeline/diffusers_*.cpp ${PROJECT_SOURCE_DIR}/core/pipeline/model_kind.cpp
    ${PROJECT_SOURCE_DIR}/core/pipeline/packet_fields.cpp ${PROJECT_SOURCE_DIR}/core/pipeline/run.cpp
    ${PROJECT_SOURCE_DIR}/core/pipeline/run_*.cpp ${PROJECT_SOURCE_DIR}/core/pipeline/sampler.cpp
    ${PROJECT_SOURCE_DIR}/core/pipeline/sd3_*.cpp ${PROJECT_SOURCE_DIR}/core/pipeline/stages.cpp
    ${PROJECT_SOURCE_DIR}/core/pipeline/tiny_sd3.cpp ${PROJECT_SOURCE_DIR}/core/text/sd3_*.cpp
    ${PROJECT_SOURCE_DIR}/core/text/text_encoders.cpp ${PROJECT_SOURCE_DIR}/core/text/tokenizer.cpp
    ${PROJECT_SOURCE_DIR}/core/result.cpp ${PROJECT_SOURCE_DIR}/core/text_format.cpp)
  list(FILTER reads_and_counts EXCLUDE REGEX "flow/(world|exact_flow)\\.cpp$")
  set_source_files_properties(${reads_and_counts} TARGET_DIRECTORY lesson_core PROPERTIES COMPILE_OPTIONS -Oz)
  # Of the widgets, what computes for a whole map.
  set_source_files_properties(
    ${PROJECT_SOURCE_DIR}/widgets/attention_quadrants/map/pass.cpp ${PROJECT_SOURCE_DIR}/widgets/attention_quadrants/map/tiles.cpp
    TARGET_DIRECTORY lesson_widgets PROPERTIES COMPILE_OPTIONS -O3)
  target_link_options(lesson-web PRIVATE -Oz -sMALLOC=emmalloc)
endif()

target_link_options(lesson-web PRIVATE
  # The page puts its canvas into specialHTMLTargets["#canvas"].
  -sEXPORTED_RUNTIME_METHODS=HEAPU8,specialHTMLTargets
  -sGL_SUPPORT_AUTOMATIC_ENABLE_EXTENSIONS=0)

lesson_wrap(lesson-web gl imgui numbers sdl)
