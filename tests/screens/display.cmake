# The wall: sizes, layouts, hours, and the voice under a clock of its own.
vuoro_test(display_rules_test
  SOURCES screens/display_hours_test.cpp screens/announcer_test.cpp
  USES vuoro_screen_stage vuoro_display LABELS screens)
vuoro_test(display_layouts_test
  SOURCES screens/display_test.cpp screens/display_layouts_test.cpp screens/display_figures_test.cpp
  USES vuoro_screen_stage vuoro_display LABELS screens)
