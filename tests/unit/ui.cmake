vuoro_test(ui_test
  SOURCES unit/ui_tree_test.cpp unit/ui_input_test.cpp unit/ui_widgets_test.cpp
    unit/ui_paint_test.cpp unit/ui_theme_test.cpp unit/ui_app_test.cpp
  USES vuoro_ui_gallery vuoro_ui vuoro_test_support
  LABELS unit)
