vuoro_test(base_test
  SOURCES unit/base_values_test.cpp unit/base_store_test.cpp
  USES vuoro_base vuoro_test_support
  LABELS unit)
