#include "store/provenance.hpp"
#include "store/results.hpp"

namespace cimchar::store {

Results header_of(campaign::CampaignSpec const& spec) {
    Results header;
    header.code_version = code_version();
    header.git_hash = git_hash();
    header.campaign_name = spec.name;
    header.campaign_text = spec.text;
    header.circuit = spec.circuit;
    header.seed = spec.seed;
    header.planned = campaign::make_plan(spec).size();
    header.provenance = {{"mismatch", spec.mismatch}, {"mismatch_source", spec.mismatch_source}};
    header.parameters = spec.parameters.listing();
    header.conditions = spec.conditions;
    header.schema = campaign::schema_of(spec);
    return header;
}

}  // namespace cimchar::store
