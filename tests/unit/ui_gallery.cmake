vuoro_test(ui_gallery_test SOURCES unit/ui_gallery_test.cpp USES vuoro_ui_gallery vuoro_ui vuoro_test_support LABELS unit)
