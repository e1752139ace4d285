vuoro_fuzz(protocol SOURCES fuzz/protocol_fuzz.cpp USES vuoro_server_world vuoro_authority)
vuoro_fuzz(http_target SOURCES fuzz/http_target_fuzz.cpp USES vuoro_api vuoro_http)
