add_library(vuoro_screen_stage STATIC screens/stage.cpp screens/stops.cpp screens/guidelines.cpp
  screens/guidelines_contrast.cpp support/fake_lobby.cpp)
# It counts every pixel of every screen: without optimising that is most of the test's time.
set_source_files_properties(screens/guidelines_contrast.cpp PROPERTIES COMPILE_OPTIONS -O2 SKIP_PRECOMPILE_HEADERS ON)
target_include_directories(vuoro_screen_stage PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(vuoro_screen_stage PUBLIC vuoro_terminal vuoro_display vuoro_content vuoro_test_support
  PkgConfig::CATCH2 PRIVATE vuoro_options)

vuoro_test(screens_test SOURCES screens/screens_test.cpp screens/jobs_test.cpp screens/scan_test.cpp
  screens/pictures_test.cpp USES vuoro_screen_stage LABELS screens)
vuoro_test(screens_pseudo_test SOURCES screens/pseudo_test.cpp USES vuoro_screen_stage LABELS screens TIMEOUT 600)
