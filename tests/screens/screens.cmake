add_library(vuoro_screen_stage STATIC screens/stage.cpp screens/stops.cpp support/fake_lobby.cpp)
target_include_directories(vuoro_screen_stage PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(vuoro_screen_stage PUBLIC vuoro_terminal vuoro_display vuoro_content vuoro_test_support
  PkgConfig::CATCH2 PRIVATE vuoro_options)

vuoro_test(screens_test SOURCES screens/screens_test.cpp screens/jobs_test.cpp
  screens/pictures_test.cpp USES vuoro_screen_stage LABELS screens)
vuoro_test(screens_pseudo_test SOURCES screens/pseudo_test.cpp USES vuoro_screen_stage LABELS screens TIMEOUT 600)
