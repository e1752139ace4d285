# Warnings are errors, in our own code only: library headers come in as SYSTEM.
add_library(vuoro_options INTERFACE)
target_compile_options(vuoro_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Wundef -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 reports these inside inlined library code (boost, tl::expected) with the sanitizers and -O2 on.
  target_compile_options(vuoro_options INTERFACE
    -Wno-maybe-uninitialized -Wno-null-dereference -Wno-array-bounds -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-dangling-pointer -Wno-restrict)
  if(VUORO_UNITY)
    target_compile_options(vuoro_options INTERFACE -Wno-subobject-linkage)  # each source is one, here as well
  endif()
endif()
target_compile_definitions(vuoro_options INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ALLOW_DEPRECATED_HEADERS SPDLOG_FMT_EXTERNAL SPDLOG_COMPILED_LIB
  $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)

if(VUORO_LINKER)
  add_link_options(-fuse-ld=${VUORO_LINKER})
endif()
if(VUORO_SANITIZE_ADDRESS)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # These cost gcc a third of the build; ASan stops at the same places, alignment apart. The fuzz part has them all.
    add_compile_options(-fno-sanitize=null,alignment,object-size,vptr,nonnull-attribute,returns-nonnull-attribute)
  endif()
  add_link_options(-fsanitize=address,undefined)
endif()
if(VUORO_SANITIZE_THREAD)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-error=tsan)  # Asio's std::atomic_thread_fence
  endif()
endif()
if(VUORO_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
