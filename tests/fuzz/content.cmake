vuoro_fuzz(import SOURCES fuzz/import_fuzz.cpp USES vuoro_content vuoro_test_support)
