// Network files that are whole HDF5, with other contents than the program writes.
#include "hdf5_edits.hpp"
#include "readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const bytes = cimchar::fuzz::edited(CIMCHAR_FUZZ_CORPUS "/network/quarters.h5", data, size);
    cimchar::fuzz::read_network(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
    return 0;
}
