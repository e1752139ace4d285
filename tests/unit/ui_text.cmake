vuoro_test(ui_text_test SOURCES unit/ui_text_test.cpp unit/ui_text_words_test.cpp unit/ui_text_bad_input_test.cpp
  unit/ui_text_scripts_test.cpp unit/ui_text_rest_test.cpp
  USES vuoro_ui vuoro_test_support LABELS unit)
