# Training by gradients is a library of its own that is loaded when such a training starts: libtorch, behind it, is 120 MB
# that nothing else of the program needs.
find_path(CIMCHAR_TORCH_HEADERS torch/csrc/api/include/torch/torch.h)
find_library(CIMCHAR_TORCH_CPU torch_cpu)
find_library(CIMCHAR_TORCH_C10 c10)
mark_as_advanced(CIMCHAR_TORCH_HEADERS CIMCHAR_TORCH_CPU CIMCHAR_TORCH_C10)
include(CMakeDependentOption)
cmake_dependent_option(CIMCHAR_TORCH "Build training by gradients; needs libtorch" ON
  "CIMCHAR_TORCH_HEADERS;CIMCHAR_TORCH_CPU;CIMCHAR_TORCH_C10;NOT CIMCHAR_SANITIZE;NOT CIMCHAR_FUZZ" OFF)

if(CIMCHAR_TORCH)
  add_library(cimchar_gradients MODULE training/torch/gradient_network_torch.cpp training/torch/classifier_torch.cpp)
  set_target_properties(cimchar_gradients PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
                                                     CXX_VISIBILITY_PRESET hidden)
  target_include_directories(cimchar_gradients PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_include_directories(cimchar_gradients SYSTEM PRIVATE ${CIMCHAR_TORCH_HEADERS}
                             ${CIMCHAR_TORCH_HEADERS}/torch/csrc/api/include)
  target_link_libraries(cimchar_gradients PRIVATE PkgConfig::eigen ${CIMCHAR_TORCH_CPU} ${CIMCHAR_TORCH_C10})
  add_dependencies(cimchar_training cimchar_gradients)
  install(TARGETS cimchar_gradients LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/cimchar)
endif()
