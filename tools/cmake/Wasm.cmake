# WebAssembly builds: processor features, the modules that the page loads, programs for Node.

# Of the kernels alone (core/simd): plain SIMD comes with lesson::eigen.
option(LESSON_RELAXED_SIMD "Use relaxed SIMD (fused multiply-add)" OFF)
option(LESSON_CLOSURE "Shrink the JavaScript glue with Closure Compiler" ON)

# Whole-array copies and conversions that never trap: every browser with SIMD has had them for years, and without them
# each conversion of a float brings its own checks.
add_compile_options(-mbulk-memory -mnontrapping-fptoint)

# Shipped code has no exceptions: half the size, and nothing may be thrown across the web border.
# Test code alone turns them back on.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)

# Optimised once more across files when a module is linked: 5 % less to download. At compile time alone: told at link
# time, too, emcc asks for variants of its own libraries that it would have to build first.
option(LESSON_LTO "Optimise across files when linking (release builds)" ON)
if(LESSON_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-flto)
endif()

set(lesson_link_always
  -sSTACK_SIZE=2MB  # Eigen's matrix product overflows the default 64 KB, and silently corrupts data
  -sALLOW_MEMORY_GROWTH=1)

# All that the page loads: cmake --build --preset wasm --target lesson-modules
add_custom_target(lesson-modules)

# lesson_add_web_module(NAME sources... LIBS targets... [GL] [EXPORTS _function...])
#   A module that the page imports: build/<preset>/NAME.mjs and NAME.wasm, a factory as its default
#   export. GL adds SDL2 and WebGL 2; without it the module runs in a worker, too.
#   EXPORTS are the C functions JavaScript calls, besides _malloc and _free.
function(lesson_add_web_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "GL" "" "LIBS;EXPORTS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} lesson::warnings)
  lesson_optimise_for_size(${name})
  set_target_properties(${name} PROPERTIES SUFFIX .mjs RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  list(APPEND arg_EXPORTS _malloc _free)
  list(JOIN arg_EXPORTS , exports)
  add_dependencies(lesson-modules ${name})
  target_link_options(${name} PRIVATE ${lesson_link_always}
    -Os --no-entry -sEXPORTED_FUNCTIONS=${exports}
    -sEXPORTED_RUNTIME_METHODS=HEAPU8
    -sMODULARIZE=1 -sEXPORT_ES6=1 -sEXPORT_NAME=createLessonModule
    -sMAXIMUM_MEMORY=256MB
    -sFILESYSTEM=0        # files arrive as bytes from the page
    -sDYNAMIC_EXECUTION=0 # no eval: pages forbid it by their content security policy
    -sSUPPORT_LONGJMP=0 -sEXIT_RUNTIME=0)
  if(arg_GL)
    target_link_libraries(${name} PRIVATE lesson::imgui_sdl_gl)
    target_link_options(${name} PRIVATE -sENVIRONMENT=web -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2)
  else()
    target_link_options(${name} PRIVATE -sENVIRONMENT=web,worker)
  endif()
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_link_options(${name} PRIVATE -sASSERTIONS=0)
    if(LESSON_CLOSURE)
      target_link_options(${name} PRIVATE --closure=1)
    endif()
  else()
    target_link_options(${name} PRIVATE -sASSERTIONS=1)
  endif()
endfunction()

# lesson_wrap(NAME libraries...)
#   What shell/web/quiet_LIBRARY.cpp define as __wrap_X replaces the library's X in this module.
function(lesson_wrap name)
  foreach(library IN LISTS ARGN)
    set(replacements ${PROJECT_SOURCE_DIR}/shell/web/quiet_${library}.cpp)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${replacements})
    file(STRINGS ${replacements} replaced REGEX "^[A-Za-z_]+[*]? __wrap_")
    foreach(line IN LISTS replaced)
      string(REGEX REPLACE "^[A-Za-z_]+[*]? __wrap_([A-Za-z0-9_]+)\\(.*$" "\\1" replaced_name "${line}")
      target_link_options(${name} PRIVATE -Wl,--wrap=${replaced_name})
    endforeach()
  endforeach()
endfunction()

# A program that Node runs with the real file system, for tests and benchmarks. Its own code has
# exceptions (Catch2 needs them); the libraries it links are those of the page.
find_program(LESSON_NODE node PATHS ${PROJECT_SOURCE_DIR}/.toolchain/bin NO_DEFAULT_PATH)
find_program(LESSON_NODE node REQUIRED)
set(lesson_node_command ${LESSON_NODE})
if(LESSON_RELAXED_SIMD)
  execute_process(COMMAND ${LESSON_NODE} -p process.versions.node OUTPUT_VARIABLE node_version)
  if(node_version VERSION_LESS 21)
    list(APPEND lesson_node_command --experimental-wasm-relaxed-simd)
  endif()
endif()

function(lesson_node_program name)
  # -O1: quick links; the code itself was optimised when it was compiled.
  # STACK_OVERFLOW_CHECK: a kernel that outgrows the stack fails its test instead of corrupting data.
  target_compile_options(${name} PRIVATE -fexceptions -fno-lto)
  target_link_options(${name} PRIVATE ${lesson_link_always}
    -O1 -fexceptions -sSTACK_OVERFLOW_CHECK=2 --profiling-funcs
    -sMAXIMUM_MEMORY=2GB -sENVIRONMENT=node -sNODERAWFS=1 -sEXIT_RUNTIME=1)
  set_target_properties(${name} PROPERTIES SUFFIX .cjs CROSSCOMPILING_EMULATOR "${lesson_node_command}")
endfunction()
