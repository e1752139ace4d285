vuoro_fuzz(picture SOURCES fuzz/picture_fuzz.cpp USES vuoro_picture)
