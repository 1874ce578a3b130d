#include "common/api/field_mask.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/field_mask_util.h"

namespace rollcall {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;

constexpr char kEveryField[] = "*";

// FieldMaskUtil passes over empty parts, as in `.title` or ``.
bool IsPathOf(const Descriptor& descriptor, const std::string& path) {
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  return std::find(parts.begin(), parts.end(), "") == parts.end() &&
         FieldMaskUtil::GetFieldDescriptors(&descriptor, path, nullptr);
}

FieldMask SetFieldsOf(const Message& resource) {
  std::vector<const FieldDescriptor*> fields;
  resource.GetReflection()->ListFields(resource, &fields);
  FieldMask mask;
  for (const FieldDescriptor* field : fields) mask.add_paths(field->name());
  return mask;
}

FieldMask AllFieldsOf(const Descriptor& descriptor) {
  FieldMask mask;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    mask.add_paths(descriptor.field(i)->name());
  }
  return mask;
}

FieldMask Expand(const Message& resource, const FieldMask& mask) {
  if (mask.paths().empty()) return SetFieldsOf(resource);
  if (std::find(mask.paths().begin(), mask.paths().end(), kEveryField) !=
      mask.paths().end()) {
    return AllFieldsOf(*resource.GetDescriptor());
  }
  return mask;
}

}  // namespace

FieldMask ParseUpdateMask(const Message& resource, const FieldMask& mask,
                          const std::vector<std::string>& output_only,
                          FieldChecker& check) {
  for (const std::string& path : mask.paths()) {
    if (path != kEveryField && !IsPathOf(*resource.GetDescriptor(), path)) {
      check.Fail("update_mask", absl::StrCat("Names no field: `", path, "`."));
    }
  }
  const FieldMask named = Expand(resource, mask);
  FieldMask fields;
  for (const std::string& path : named.paths()) {
    const std::string field = path.substr(0, path.find('.'));
    if (std::find(output_only.begin(), output_only.end(), field) ==
        output_only.end()) {
      fields.add_paths(path);
    }
  }
  return fields;
}

void MergeFields(const Message& resource, const FieldMask& fields,
                 Message& stored) {
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(resource, fields, options, &stored);
}

std::string TextOf(const google::protobuf::FieldMask& fields) {
  return absl::StrJoin(fields.paths(), ",");
}

}  // namespace rollcall
