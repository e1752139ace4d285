vuoro_test(terminal_manners_test
  SOURCES screens/number_brake_test.cpp screens/away_test.cpp screens/no_number_test.cpp
    screens/search_language_test.cpp screens/private_code_test.cpp screens/low_reach_test.cpp
    screens/service_panel_test.cpp
  USES vuoro_screen_stage vuoro_remote_hand LABELS screens)
