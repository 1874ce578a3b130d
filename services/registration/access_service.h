#pragma once

#include "common/auth/guard.h"
#include "rollcall/registration/v1/access_service.grpc.pb.h"
#include "services/registration/api_key_store.h"
#include "services/registration/audit_store.h"
#include "services/registration/device_store.h"

namespace rollcall::registration {

// Serves rollcall.registration.v1.AccessService: parses requests, asks the
// stores, renders responses. It decides nothing. The handlers are in
// device_handlers.cc, api_key_handlers.cc and audit_handlers.cc.
class AccessService final : public v1::AccessService::Service {
 public:
  // What its pool acts as in the database.
  static constexpr char kDatabaseRole[] = "rollcall_registration";

  // Both outlive the service.
  AccessService(db::Pool& pool, const auth::Guard& guard)
      : devices_(pool), keys_(pool), audit_(pool), guard_(guard) {}

  grpc::Status CreateDevice(grpc::ServerContext* context,
                            const v1::CreateDeviceRequest* request,
                            v1::CreateDeviceResponse* response) override;
  grpc::Status EnrollDevice(grpc::ServerContext* context,
                            const v1::EnrollDeviceRequest* request,
                            v1::EnrollDeviceResponse* response) override;
  grpc::Status RotateDeviceToken(
      grpc::ServerContext* context, const v1::RotateDeviceTokenRequest* request,
      v1::RotateDeviceTokenResponse* response) override;
  grpc::Status RevokeDevice(grpc::ServerContext* context,
                            const v1::RevokeDeviceRequest* request,
                            v1::RevokeDeviceResponse* response) override;
  grpc::Status ListDevices(grpc::ServerContext* context,
                           const v1::ListDevicesRequest* request,
                           v1::ListDevicesResponse* response) override;

  grpc::Status CreateApiKey(grpc::ServerContext* context,
                            const v1::CreateApiKeyRequest* request,
                            v1::CreateApiKeyResponse* response) override;
  grpc::Status RevokeApiKey(grpc::ServerContext* context,
                            const v1::RevokeApiKeyRequest* request,
                            v1::RevokeApiKeyResponse* response) override;
  grpc::Status ListApiKeys(grpc::ServerContext* context,
                           const v1::ListApiKeysRequest* request,
                           v1::ListApiKeysResponse* response) override;

  grpc::Status ExportAudit(
      grpc::ServerContext* context, const v1::ExportAuditRequest* request,
      grpc::ServerWriter<v1::ExportAuditResponse>* writer) override;

 private:
  DeviceStore devices_;
  ApiKeyStore keys_;
  AuditStore audit_;
  const auth::Guard& guard_;
};

}  // namespace rollcall::registration
