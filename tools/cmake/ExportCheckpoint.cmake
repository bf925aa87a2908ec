# cmake -DCLI=... -DWEIGHTS=... -DFOLDER=... -P: exports a weights file that is a Stable Diffusion 3 checkpoint.
file(STRINGS ${WEIGHTS} published LIMIT_INPUT 65536 LIMIT_COUNT 1 REGEX "tiny-sd3/2")
if(NOT published)
  message(STATUS "${WEIGHTS} is of an older format: no checkpoint folder")
  return()
endif()
execute_process(COMMAND ${CLI} export --model ${WEIGHTS} --output ${FOLDER} COMMAND_ERROR_IS_FATAL ANY)
