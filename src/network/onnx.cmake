# Networks from ONNX files, by the classes that Debian's libonnx-dev has for the format: 3.6 MB of shared libraries with
# protobuf's. Without them the program is built all the same, and says what is missing when such a file is read.
find_path(CIMCHAR_ONNX_HEADERS onnx/onnx_pb.h)
find_path(CIMCHAR_PROTOBUF_HEADERS google/protobuf/message.h)
find_library(CIMCHAR_ONNX_PROTO onnx_proto)
find_library(CIMCHAR_PROTOBUF protobuf)
mark_as_advanced(CIMCHAR_ONNX_HEADERS CIMCHAR_PROTOBUF_HEADERS CIMCHAR_ONNX_PROTO CIMCHAR_PROTOBUF)
include(CMakeDependentOption)
cmake_dependent_option(CIMCHAR_ONNX "Build the import of ONNX files; needs libonnx-dev and libprotobuf-dev" ON
  "CIMCHAR_ONNX_HEADERS;CIMCHAR_PROTOBUF_HEADERS;CIMCHAR_ONNX_PROTO;CIMCHAR_PROTOBUF" OFF)

file(GLOB onnx_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/network/onnx/*.cpp)
if(CIMCHAR_ONNX)
  list(FILTER onnx_sources EXCLUDE REGEX "/absent\\.cpp$")
  add_library(cimchar_onnx_classes INTERFACE)
  target_compile_definitions(cimchar_onnx_classes INTERFACE ONNX_NAMESPACE=onnx ONNX_ML=1)
  target_include_directories(cimchar_onnx_classes SYSTEM INTERFACE ${CIMCHAR_ONNX_HEADERS} ${CIMCHAR_PROTOBUF_HEADERS})
  target_link_libraries(cimchar_onnx_classes INTERFACE ${CIMCHAR_ONNX_PROTO} ${CIMCHAR_PROTOBUF})
  target_link_libraries(cimchar_network PRIVATE cimchar_onnx_classes)
else()
  list(FILTER onnx_sources INCLUDE REGEX "/(absent|operators)\\.cpp$")
endif()
target_sources(cimchar_network PRIVATE ${onnx_sources})
