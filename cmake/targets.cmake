# vuoro_library(name SOURCES … [USES our libraries …] [LINKS outside libraries …])
# One static library a folder. USES are the arrows of docs/architecture.md; the tidy test holds them too.
function(vuoro_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_USES} ${arg_LINKS} PRIVATE vuoro_options)
  if(VUORO_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  endif()
endfunction()

# vuoro_program(name SOURCES … USES … [LINKS …]) — an installed executable.
function(vuoro_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_USES} ${arg_LINKS} vuoro_options)
  if(VUORO_SANITIZE_ADDRESS OR VUORO_SANITIZE_THREAD)
    target_compile_options(${name} PRIVATE -O0)  # main() reads the command line: CLI11 takes a minute to optimise
  endif()
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# vuoro_test(name SOURCES … USES … [LABELS …]) — a Catch2 program, one ctest entry.
# Label "threads" what has threads: it also runs under ThreadSanitizer.
# Tests get the source folder and the shared data folder in their environment.
function(vuoro_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;USES;LINKS;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_USES} ${arg_LINKS} vuoro_options vuoro_catch_main)
  add_test(NAME ${name} COMMAND ${name})
  add_dependencies(all_tests ${name})
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(tests_with_threads ${name})
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
    ENVIRONMENT "VUORO_SOURCE_DIR=${CMAKE_SOURCE_DIR};VUORO_BUILD_DIR=${CMAKE_BINARY_DIR};SDL_VIDEODRIVER=dummy;SDL_AUDIODRIVER=dummy")
endfunction()

# vuoro_fuzz(name SOURCES … USES …) — a harness with LLVMFuzzerTestOneInput and tests/fuzz/corpus/<name>/.
# With VUORO_FUZZ a libFuzzer program fuzz_<name>; otherwise a test that runs the harness over its corpus.
function(vuoro_fuzz name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_executable(fuzz_${name} ${arg_SOURCES})
  target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(fuzz_${name} PRIVATE ${arg_USES} ${arg_LINKS} vuoro_options)
  add_dependencies(fuzz_targets fuzz_${name})
  add_dependencies(all_tests fuzz_${name})
  if(VUORO_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/run_corpus.cpp)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz TIMEOUT 120)
  endif()
endfunction()
