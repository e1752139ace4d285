add_library(vuoro_sim_world STATIC
  sim/agenda.cpp sim/weather.cpp sim/server.cpp sim/server_rot.cpp sim/line.cpp sim/mutants.cpp sim/lobby.cpp sim/device.cpp sim/terminal.cpp sim/paper.cpp
  sim/screen.cpp sim/screen_reading.cpp sim/screen_ports.cpp sim/screen_visitor.cpp sim/screen_mutants.cpp
  sim/display.cpp sim/clerk.cpp sim/site.cpp sim/site_mutants.cpp sim/technician.cpp sim/editor.cpp sim/world.cpp sim/world_site.cpp sim/world_clocks.cpp sim/timekeeper.cpp sim/true_time.cpp sim/new_disk.cpp sim/books.cpp sim/plans.cpp
  sim/checkers/promises.cpp sim/checkers/twice.cpp sim/checkers/numbers.cpp sim/checkers/order.cpp
  sim/checkers/authority.cpp sim/checkers/clocks.cpp sim/checkers/evenings.cpp sim/checkers/papers.cpp sim/checkers/way_on.cpp sim/checkers/agreement.cpp sim/checkers/wall.cpp
  support/sim_disk.cpp support/sim_disk_vfs.cpp support/sim_disk_files.cpp support/printer_wire.cpp
  # What a wall does, without drawing it.
  ${CMAKE_SOURCE_DIR}/kiosk/display/announcer.cpp ${CMAKE_SOURCE_DIR}/kiosk/display/board.cpp
  ${CMAKE_SOURCE_DIR}/kiosk/display/house_hours.cpp ${CMAKE_SOURCE_DIR}/kiosk/display/place_words.cpp)
target_link_libraries(vuoro_sim_world
  PUBLIC vuoro_api vuoro_upstream vuoro_authority vuoro_store vuoro_kiosk_engine vuoro_terminal vuoro_drivers vuoro_lobby_facts vuoro_i18n vuoro_test_support
  PRIVATE vuoro_options)
if(VUORO_UNITY)
  set_target_properties(vuoro_sim_world PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 14)
  # These are compiled one by one: they name things of the toolkit as the field does.
  set_source_files_properties(sim/screen.cpp sim/screen_reading.cpp sim/screen_ports.cpp sim/screen_visitor.cpp sim/screen_mutants.cpp
                              sim/checkers/way_on.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endif()
vuoro_test(lobby_sim SOURCES sim/lobby_sim.cpp USES vuoro_sim_world LABELS sim TIMEOUT 900)
vuoro_test(mutation_sim SOURCES sim/mutation_sim.cpp USES vuoro_sim_world LABELS sim TIMEOUT 900)
