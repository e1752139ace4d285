vuoro_test(kiosk_app_test
  SOURCES unit/kiosk_app_language_test.cpp unit/kiosk_app_config_test.cpp unit/kiosk_app_paper_test.cpp
    unit/kiosk_app_remote_test.cpp
  USES vuoro_kiosk_app vuoro_test_support LABELS unit threads)
