add_library(vuoro_server_world STATIC unit/server_world.cpp)
target_link_libraries(vuoro_server_world PUBLIC vuoro_authority PRIVATE vuoro_options)
vuoro_test(server_authority_test SOURCES unit/server_authority_test.cpp unit/server_views_test.cpp unit/server_sites_test.cpp unit/server_lost_box_test.cpp unit/server_lost_visits_test.cpp unit/server_lost_numbers_test.cpp unit/server_number_range_test.cpp unit/server_numbers_apart_test.cpp unit/server_news_refused_test.cpp
  unit/site_line_test.cpp unit/server_clock_test.cpp unit/server_faults_test.cpp unit/server_feedback_test.cpp unit/server_versions_test.cpp
  USES vuoro_server_world vuoro_upstream vuoro_api vuoro_authority vuoro_test_support LABELS unit)
vuoro_test(server_store_test SOURCES unit/server_store_test.cpp unit/server_pages_test.cpp USES vuoro_store vuoro_test_support LABELS unit threads)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET GLOBAL yaml-0.1)
add_library(vuoro_server_yaml STATIC unit/server_yaml.cpp)
target_link_libraries(vuoro_server_yaml PUBLIC vuoro_base PkgConfig::YAML PRIVATE vuoro_options)
vuoro_test(server_openapi_test SOURCES unit/server_openapi_test.cpp
  USES vuoro_server_yaml vuoro_api vuoro_test_support LABELS unit)
vuoro_test(server_parts_test SOURCES unit/server_parts_test.cpp unit/server_lost_database_test.cpp unit/server_backup_test.cpp unit/told_again_test.cpp
  USES vuoro_server_world vuoro_upstream vuoro_server_program vuoro_ctl vuoro_test_support LABELS unit)
