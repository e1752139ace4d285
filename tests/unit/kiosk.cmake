vuoro_test(kiosk_app_test
  SOURCES unit/kiosk_app_language_test.cpp unit/kiosk_app_config_test.cpp unit/kiosk_app_paper_test.cpp
    unit/kiosk_app_panel_test.cpp
  USES vuoro_kiosk_app vuoro_catalogue vuoro_test_support LABELS unit threads)
vuoro_test(kiosk_remote_test
  SOURCES unit/kiosk_app_remote_test.cpp unit/kiosk_app_line_server_test.cpp unit/ctl_look_test.cpp
    support/line_guest.cpp
  USES vuoro_remote_hand vuoro_ctl vuoro_test_support LABELS unit threads)
