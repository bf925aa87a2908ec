# Toolchain file of the WebAssembly presets: finds Emscripten and hands over to its own.
# EMSCRIPTEN_ROOT (the folder that holds emcc) or EMSDK win over the copy that tools/setup unpacks.
if(DEFINED ENV{EMSCRIPTEN_ROOT})
  set(emscripten $ENV{EMSCRIPTEN_ROOT})
elseif(DEFINED ENV{EMSDK})
  set(emscripten $ENV{EMSDK}/upstream/emscripten)
else()
  get_filename_component(emscripten ${CMAKE_CURRENT_LIST_DIR}/../../.toolchain/emscripten ABSOLUTE)
endif()
if(NOT EXISTS ${emscripten}/emcc)
  message(FATAL_ERROR "No emcc in ${emscripten}. Run tools/setup, or set EMSCRIPTEN_ROOT or EMSDK.")
endif()
include(${emscripten}/cmake/Modules/Platform/Emscripten.cmake)
