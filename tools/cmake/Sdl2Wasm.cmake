# SDL2 for the web, from its sources and a file list: its own CMake probes for minutes under
# Emscripten, and most of it (sound, joysticks, 2-D rendering) is not needed to open one GL window.
lesson_third_party_dir(LESSON_SDL2_DIR ${PROJECT_SOURCE_DIR}/.toolchain/src/sdl2 src/SDL.c)
set(src ${LESSON_SDL2_DIR}/src)
file(GLOB sdl2_sources CONFIGURE_DEPENDS
  ${src}/*.c ${src}/atomic/*.c ${src}/cpuinfo/*.c ${src}/events/*.c ${src}/file/*.c
  ${src}/filesystem/emscripten/*.c ${src}/loadso/dummy/*.c ${src}/locale/*.c ${src}/locale/emscripten/*.c
  ${src}/misc/*.c ${src}/misc/emscripten/*.c ${src}/power/*.c ${src}/power/emscripten/*.c
  ${src}/stdlib/*.c ${src}/thread/*.c ${src}/thread/generic/*.c ${src}/timer/*.c ${src}/timer/unix/*.c
  ${src}/video/*.c ${src}/video/emscripten/*.c ${src}/video/yuv2rgb/*.c)
add_library(lesson_sdl2 STATIC EXCLUDE_FROM_ALL ${sdl2_sources} ${PROJECT_SOURCE_DIR}/tools/cmake/sdl2_absent.c)
target_include_directories(lesson_sdl2 SYSTEM PUBLIC ${LESSON_SDL2_DIR}/include)
target_include_directories(lesson_sdl2 PRIVATE ${src})
target_compile_definitions(lesson_sdl2
  PUBLIC SDL_MAIN_HANDLED
  PRIVATE SDL_AUDIO_DISABLED=1 SDL_JOYSTICK_DISABLED=1 SDL_SENSOR_DISABLED=1 SDL_RENDER_DISABLED=1
          SDL_LOADSO_DUMMY=1 _GNU_SOURCE=1)
lesson_third_party_options(lesson_sdl2)
