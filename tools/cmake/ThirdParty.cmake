# Third-party code, each behind one target, its headers as SYSTEM. tools/setup puts the sources
# into .toolchain/src; elsewhere name the folders with -DLESSON_..._DIR or environment variables.

function(lesson_third_party_dir variable default marker)
  set(hint "$ENV{${variable}}")
  if(NOT hint)
    set(hint "${default}")
  endif()
  set(${variable} "${hint}" CACHE PATH "Folder that holds ${marker}")
  if(NOT EXISTS "${${variable}}/${marker}")
    set(named "${${variable}}")
    unset(${variable} CACHE)  # or the next try would find it there and not look at the environment
    message(FATAL_ERROR "${variable}=${named} does not hold ${marker}. "
      "Run tools/setup, or set ${variable} to a folder that does.")
  endif()
endfunction()

set(sources ${PROJECT_SOURCE_DIR}/.toolchain/src)
lesson_third_party_dir(LESSON_EIGEN_DIR /usr/include/eigen3 Eigen/Core)
lesson_third_party_dir(LESSON_JSON_DIR /usr/include nlohmann/json.hpp)
lesson_third_party_dir(LESSON_IMGUI_DIR ${sources}/imgui imgui.h)
lesson_third_party_dir(LESSON_CATCH2_DIR ${sources}/catch2/extras catch_amalgamated.cpp)

# Third-party code is compiled without our warnings and, on the web, for size.
function(lesson_third_party_options target)
  target_compile_options(${target} PRIVATE -w)
  lesson_optimise_for_size(${target})
endfunction()

# --- Eigen -----------------------------------------------------------------------------------
add_library(lesson_eigen INTERFACE)
add_library(lesson::eigen ALIAS lesson_eigen)
target_include_directories(lesson_eigen SYSTEM INTERFACE ${LESSON_EIGEN_DIR})
target_compile_definitions(lesson_eigen INTERFACE EIGEN_MPL2_ONLY)
if(EMSCRIPTEN)
  # SIMD through the compiler's emulated SSE4.1, and what Eigen needs to accept that.
  target_compile_options(lesson_eigen INTERFACE
    -msimd128 -msse4.1
    -include ${PROJECT_SOURCE_DIR}/tools/cmake/eigen_wasm.h -fgnuc-version=5.13)
endif()

# --- nlohmann-json ---------------------------------------------------------------------------
# A folder that holds this one library: a cross build must not see the rest of /usr/include.
# Nothing of ours may rely on its exceptions, since the web build has none: parse with
# `json::parse(text, nullptr, false)` and look with `find`, natively too, so that tests see misuse.
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/include)
file(CREATE_LINK ${LESSON_JSON_DIR}/nlohmann ${PROJECT_BINARY_DIR}/include/nlohmann SYMBOLIC)
add_library(lesson_json INTERFACE)
add_library(lesson::json ALIAS lesson_json)
target_include_directories(lesson_json SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/include)
target_compile_definitions(lesson_json INTERFACE JSON_NOEXCEPTION=1)

# --- Dear ImGui ------------------------------------------------------------------------------
add_library(lesson_imgui STATIC
  ${LESSON_IMGUI_DIR}/imgui.cpp
  ${LESSON_IMGUI_DIR}/imgui_draw.cpp
  ${LESSON_IMGUI_DIR}/imgui_tables.cpp
  ${LESSON_IMGUI_DIR}/imgui_widgets.cpp)
add_library(lesson::imgui ALIAS lesson_imgui)
target_include_directories(lesson_imgui SYSTEM PUBLIC ${LESSON_IMGUI_DIR})
# 32-bit indices: a large map's cells pass 65,535 vertices, and WebGL 2 cannot begin a draw at a later vertex.
target_compile_definitions(lesson_imgui PUBLIC IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS
  "ImDrawIdx=unsigned int")
if(EMSCRIPTEN)
  target_compile_definitions(lesson_imgui PUBLIC IMGUI_DISABLE_DEBUG_TOOLS IMGUI_DISABLE_FILE_FUNCTIONS
    IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS)
endif()
lesson_third_party_options(lesson_imgui)

# --- SDL2, OpenGL and ImGui's backends for them ----------------------------------------------
if(EMSCRIPTEN)
  include(Sdl2Wasm)
else()
  find_package(SDL2 REQUIRED CONFIG)
  find_package(OpenGL REQUIRED)
  add_library(lesson_sdl2 INTERFACE)
  target_link_libraries(lesson_sdl2 INTERFACE SDL2::SDL2 OpenGL::GL)
  target_compile_definitions(lesson_sdl2 INTERFACE SDL_MAIN_HANDLED)
  if(LESSON_SANITIZE)
    target_sources(lesson_sdl2 INTERFACE
      $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:${PROJECT_SOURCE_DIR}/tools/cmake/sdl2_asan.c>)
  endif()
endif()
add_library(lesson::sdl2 ALIAS lesson_sdl2)

add_library(lesson_imgui_sdl_gl STATIC
  ${LESSON_IMGUI_DIR}/backends/imgui_impl_sdl2.cpp
  ${LESSON_IMGUI_DIR}/backends/imgui_impl_opengl3.cpp)
add_library(lesson::imgui_sdl_gl ALIAS lesson_imgui_sdl_gl)
target_include_directories(lesson_imgui_sdl_gl SYSTEM PUBLIC ${LESSON_IMGUI_DIR}/backends)
target_link_libraries(lesson_imgui_sdl_gl PUBLIC lesson::imgui lesson::sdl2 ${CMAKE_DL_LIBS})
lesson_third_party_options(lesson_imgui_sdl_gl)

# --- Libraries of the native hosts -----------------------------------------------------------
if(NOT EMSCRIPTEN)
  find_package(CLI11 REQUIRED)
  find_package(fmt REQUIRED)
  find_package(PNG REQUIRED)
  add_library(lesson_cli11 INTERFACE)
  add_library(lesson::cli11 ALIAS lesson_cli11)
  target_link_libraries(lesson_cli11 INTERFACE CLI11::CLI11)
  add_library(lesson_fmt INTERFACE)
  add_library(lesson::fmt ALIAS lesson_fmt)
  target_link_libraries(lesson_fmt INTERFACE fmt::fmt)
  add_library(lesson_png INTERFACE)
  add_library(lesson::png ALIAS lesson_png)
  target_link_libraries(lesson_png INTERFACE PNG::PNG)
endif()

# --- Catch2 (tests only) ---------------------------------------------------------------------
if(BUILD_TESTING)
  add_library(lesson_catch2 STATIC EXCLUDE_FROM_ALL ${LESSON_CATCH2_DIR}/catch_amalgamated.cpp)
  add_library(lesson::catch2 ALIAS lesson_catch2)
  target_include_directories(lesson_catch2 SYSTEM PUBLIC ${LESSON_CATCH2_DIR})
  target_compile_options(lesson_catch2 PRIVATE -w)
  if(EMSCRIPTEN)
    target_compile_options(lesson_catch2 PRIVATE -fexceptions)
  endif()
endif()
