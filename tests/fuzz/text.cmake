vuoro_fuzz(text SOURCES fuzz/text_fuzz.cpp USES vuoro_ui)
