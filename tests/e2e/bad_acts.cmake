vuoro_test(bad_acts_test SOURCES e2e/bad_acts_test.cpp USES vuoro_server_client LABELS e2e threads)
