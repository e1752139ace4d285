# The tour is the end-to-end test of the whole lobby: real programs, simulated printer, the server killed.
add_library(vuoro_e2e STATIC e2e/hand.cpp e2e/staff_client.cpp e2e/lobby_file.cpp e2e/lobby_slots.cpp)
target_link_libraries(vuoro_e2e PUBLIC vuoro_ctl_clients vuoro_lobby vuoro_base PRIVATE vuoro_options)
add_executable(vuoro_tour e2e/tour.cpp e2e/tour_main.cpp)
target_link_libraries(vuoro_tour PRIVATE vuoro_e2e vuoro_lobby vuoro_i18n vuoro_drivers vuoro_pages vuoro_options)

# kill -9 of every program, and an audit: twelve kills as a test, and in a lobby with a server of its own; by hand
# VUORO_KILLS=1000 packaging/run.sh --no-build [--site-server] --bench build/release/tests/kill_audit.
add_executable(kill_audit e2e/kill_audit.cpp e2e/audit_visits.cpp e2e/audit_books.cpp)
target_link_libraries(kill_audit PRIVATE vuoro_e2e vuoro_i18n vuoro_drivers vuoro_pages vuoro_options)

# Hours of visitors, with memory and open files watched: packaging/run.sh --soak MINUTES.
add_executable(soak e2e/soak.cpp bench/visitors.cpp)
target_link_libraries(soak PRIVATE vuoro_e2e vuoro_i18n vuoro_options)

add_custom_target(programs DEPENDS vuoro-server vuoro-kiosk vuoroctl escpos-sim vuoro_tour kill_audit soak)
if(VUORO_WEB)
  add_dependencies(programs vuoro_web)
endif()

add_test(NAME usage COMMAND bash ${CMAKE_CURRENT_LIST_DIR}/usage.sh $<TARGET_FILE:vuoro-server> $<TARGET_FILE:vuoroctl>)
set_tests_properties(usage PROPERTIES LABELS e2e)

if(VUORO_WEB)
  add_test(NAME tour COMMAND bash ${CMAKE_SOURCE_DIR}/packaging/run.sh --tour --no-build)
  add_test(NAME kill_audit COMMAND bash ${CMAKE_SOURCE_DIR}/packaging/run.sh --no-build
    --bench $<TARGET_FILE:kill_audit> --state ${CMAKE_BINARY_DIR}/kill-state)
  add_test(NAME kill_audit_site COMMAND bash ${CMAKE_SOURCE_DIR}/packaging/run.sh --no-build --site-server
    --bench $<TARGET_FILE:kill_audit> --state ${CMAKE_BINARY_DIR}/kill-site-state)
  add_test(NAME run_again COMMAND bash ${CMAKE_CURRENT_LIST_DIR}/run_again.sh ${CMAKE_SOURCE_DIR}
    ${CMAKE_BINARY_DIR}/run-again-state)
  set_tests_properties(tour kill_audit kill_audit_site run_again PROPERTIES LABELS tour TIMEOUT 300 RUN_SERIAL ON
    ENVIRONMENT "VUORO_BUILD_DIR=${CMAKE_BINARY_DIR}")
endif()
