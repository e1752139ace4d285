add_library(vuoro_test_authority STATIC support/fake_authority.cpp support/furnished_authority.cpp
                                        support/loopback_wire.cpp support/core_terminal.cpp)
target_link_libraries(vuoro_test_authority PUBLIC vuoro_test_support vuoro_kiosk_engine vuoro_sync vuoro_lobby PRIVATE vuoro_options)

vuoro_test(sync_test
  SOURCES unit/sync_link_test.cpp unit/sync_engine_test.cpp unit/sync_feed_test.cpp unit/sync_left_test.cpp
  USES vuoro_test_authority vuoro_kiosk_store vuoro_sync vuoro_test_support
  LABELS unit)
vuoro_test(kiosk_store_test
  SOURCES unit/kiosk_store_test.cpp unit/kiosk_store_damage_test.cpp unit/kiosk_store_rot_test.cpp unit/kiosk_store_place_test.cpp
          support/sim_disk.cpp support/sim_disk_vfs.cpp support/sim_disk_files.cpp
  USES vuoro_kiosk_store vuoro_sync vuoro_test_support
  LABELS unit)
vuoro_test(kiosk_store_kill_test
  SOURCES unit/kiosk_store_kill_test.cpp
  USES vuoro_test_authority vuoro_kiosk_engine vuoro_test_support
  LABELS unit)
vuoro_test(kiosk_prints_test
  SOURCES unit/kiosk_prints_test.cpp
  USES vuoro_test_authority vuoro_kiosk_engine vuoro_paper vuoro_catalogue vuoro_test_support
  LABELS unit)
vuoro_test(kiosk_engine_test
  SOURCES unit/kiosk_engine_test.cpp unit/kiosk_engine_core_test.cpp unit/kiosk_engine_enrolment_test.cpp
          unit/kiosk_engine_days_test.cpp unit/kiosk_engine_refused_test.cpp
  USES vuoro_test_authority vuoro_kiosk_engine vuoro_test_support
  LABELS unit threads)
vuoro_test(disk_faults_test
  SOURCES unit/disk_faults_test.cpp unit/disk_real_test.cpp support/sim_disk.cpp support/sim_disk_vfs.cpp
          support/sim_disk_files.cpp
  USES vuoro_kiosk_store vuoro_store vuoro_sync vuoro_test_support
  LABELS unit)
