// In place of the reader, where libonnx was not there when the program was built.
#include "core/error.hpp"
#include "network/onnx/read_onnx.hpp"

#include <fmt/format.h>

namespace cimchar::network {

bool has_onnx() {
    return false;
}

Network read_onnx(std::string const& path) {
    throw InputError(
        fmt::format("'{}' cannot be read (this program was built without libonnx, which reads ONNX files); "
                    "install libonnx-dev and libprotobuf-dev and build again",
                    path));
}

}  // namespace cimchar::network
