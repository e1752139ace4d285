vuoro_test(tidy_test SOURCES tidy/tidy_test.cpp USES vuoro_test_support LABELS tidy)
