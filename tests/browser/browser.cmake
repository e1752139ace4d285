# The web pages in Debian's Chromium against the real server. Without the web console or the server there is nothing
# to test, and nothing is registered.
if(TARGET vuoro_web AND TARGET vuoro-server)
  find_program(VUORO_CHROMIUM NAMES chromium chromium-browser)
  set(browser_folder ${CMAKE_CURRENT_LIST_DIR})
  set(browser_installed ${browser_folder}/node_modules/.vuoro-installed)
  add_custom_command(
    OUTPUT ${browser_installed}
    COMMAND ${VUORO_NPM} ci --no-audit --no-fund
    COMMAND ${CMAKE_COMMAND} -E touch ${browser_installed}
    DEPENDS ${browser_folder}/package.json ${browser_folder}/package-lock.json ${browser_folder}/.npmrc
    WORKING_DIRECTORY ${browser_folder}
    COMMENT "npm ci for the browser tests"
    VERBATIM)
  add_executable(rot_record browser/rot_record.cpp)
  target_link_libraries(rot_record PRIVATE vuoro_pages vuoro_options)
  add_custom_target(vuoro_browser_tests ALL DEPENDS ${browser_installed})
  add_dependencies(vuoro_browser_tests vuoro_web vuoro-server rot_record)

  foreach(area catalogue login desk desk_bar print_here clerks passing_on mini overview profiles recovery displays devices follow join accessibility)
    add_test(NAME browser_${area}
      COMMAND ${VUORO_NODE} --test ${browser_folder}/${area}.test.mjs
      WORKING_DIRECTORY ${browser_folder})
    set_tests_properties(browser_${area} PROPERTIES LABELS browser TIMEOUT 240
      ENVIRONMENT "VUORO_SOURCE_DIR=${CMAKE_SOURCE_DIR};VUORO_BUILD_DIR=${CMAKE_BINARY_DIR};VUORO_CHROMIUM=${VUORO_CHROMIUM}")
  endforeach()
endif()
