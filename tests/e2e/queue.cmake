vuoro_test(queue_race_test SOURCES e2e/queue_race_test.cpp e2e/race_clerk.cpp USES vuoro_server_client
  LABELS e2e threads)
