// Made of the definition by test/web/definitions.test.ts.
export interface paths {
    "/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getBackups"];
        put?: never;
        post: operations["addBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backups/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["uploadBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backups/{filename}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteBackup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backups/{filename}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["downloadBackup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backups/{filename}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["restoreBackup"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certification-services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCertificationServices"];
        put?: never;
        post: operations["addCertificationService"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certification-services/{certification_service_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        get: operations["getCertificationService"];
        put?: never;
        post?: never;
        delete: operations["deleteCertificationService"];
        options?: never;
        head?: never;
        patch: operations["updateCertificationService"];
        trace?: never;
    };
    "/certification-services/{certification_service_id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCertificationServiceCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certification-services/{certification_service_id}/intermediate-cas": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        get: operations["getCertificationServiceIntermediateCas"];
        put?: never;
        post: operations["addCertificationServiceIntermediateCa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certification-services/{certification_service_id}/ocsp-responders": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        get: operations["getCertificationServiceOcspResponders"];
        put?: never;
        post: operations["addCertificationServiceOcspResponder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findClients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configuration-sources/{configuration_type}/anchor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAnchor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configuration-sources/{configuration_type}/anchor/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["downloadAnchor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configuration-sources/{configuration_type}/anchor/re-create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["reCreateAnchor"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configuration-sources/{configuration_type}/configuration-parts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        get: operations["getConfigurationParts"];
        put?: never;
        post: operations["uploadConfigurationParts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configuration-sources/{configuration_type}/configuration-parts/{content_identifier}/{version}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["downloadConfigurationParts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configuration-sources/{configuration_type}/download-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDownloadUrl"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configuration-sources/{configuration_type}/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/global-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findGlobalGroups"];
        put?: never;
        post: operations["addGlobalGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/global-groups/{group_code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
            };
            cookie?: never;
        };
        get: operations["getGlobalGroup"];
        put?: never;
        post?: never;
        delete: operations["deleteGlobalGroup"];
        options?: never;
        head?: never;
        patch: operations["updateGlobalGroupDescription"];
        trace?: never;
    };
    "/global-groups/{group_code}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["findGlobalGroupMembers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/global-groups/{group_code}/members/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addGlobalGroupMembers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/global-groups/{group_code}/members/filter-model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getGroupMembersFilterModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/global-groups/{group_code}/members/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteGlobalGroupMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/initialization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["initCentralServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/initialization/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getInitializationStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intermediate-cas/{intermediate_ca_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intermediate_ca_id: components["parameters"]["IntermediateCaIdParam"];
            };
            cookie?: never;
        };
        get: operations["getIntermediateCa"];
        put?: never;
        post?: never;
        delete: operations["deleteIntermediateCa"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intermediate-cas/{intermediate_ca_id}/ocsp-responders": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intermediate_ca_id: components["parameters"]["IntermediateCaIdParam"];
            };
            cookie?: never;
        };
        get: operations["getIntermediateCaOcspResponders"];
        put?: never;
        post: operations["addIntermediateCaOcspResponder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intermediate-cas/{intermediate_ca_id}/ocsp-responders/{ocsp_responder_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteIntermediateCaOcspResponder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findManagementRequests"];
        put?: never;
        post: operations["addManagementRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-requests/{management_request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestIdParam"];
            };
            cookie?: never;
        };
        get: operations["getManagementRequest"];
        put?: never;
        post?: never;
        delete: operations["revokeManagementRequest"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-requests/{management_request_id}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["approveManagementRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-services-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getManagementServicesConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["updateManagementServicesConfiguration"];
        trace?: never;
    };
    "/management-services-configuration/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCertificate"];
        put?: never;
        post: operations["generateKeyAndCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-services-configuration/download-certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["downloadCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-services-configuration/generate-csr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["generateCertificateRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-services-configuration/register-provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["registerServiceProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/management-services-configuration/upload-certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["uploadCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/member-classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMemberClasses"];
        put?: never;
        post: operations["addMemberClass"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/member-classes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteMemberClass"];
        options?: never;
        head?: never;
        patch: operations["updateMemberClass"];
        trace?: never;
    };
    "/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        get: operations["getMember"];
        put?: never;
        post?: never;
        delete: operations["deleteMember"];
        options?: never;
        head?: never;
        patch: operations["updateMemberName"];
        trace?: never;
    };
    "/members/{member_id}/global-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMemberGlobalGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{member_id}/owned-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOwnedServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{member_id}/servers/{server_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["unregisterMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{member_id}/subsystems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSubsystems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{member_id}/used-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getUsedServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ocsp-responders/{ocsp_responder_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ocsp_responder_id: components["parameters"]["OcspResponderIdParam"];
            };
            cookie?: never;
        };
        get: operations["getOcspResponder"];
        put?: never;
        post?: never;
        delete: operations["deleteOcspResponder"];
        options?: never;
        head?: never;
        patch: operations["updateOcspResponder"];
        trace?: never;
    };
    "/ocsp-responders/{ocsp_responder_id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOcspRespondersCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["downloadOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/security-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findSecurityServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/security-servers/{server_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        get: operations["getSecurityServer"];
        put?: never;
        post?: never;
        delete: operations["deleteSecurityServer"];
        options?: never;
        head?: never;
        patch: operations["updateSecurityServerAddress"];
        trace?: never;
    };
    "/security-servers/{server_id}/authentication-certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSecurityServerAuthCerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/security-servers/{server_id}/authentication-certificates/{certificate_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteSecurityServerAuthCert"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/security-servers/{server_id}/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSecurityServerClients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signing-keys/{sign_key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signing-keys/{sign_key_id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["activateKey"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subsystems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addSubsystem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subsystems/{subsystem_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subsystem_id: components["parameters"]["SubsystemIdParam"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteSubsystem"];
        options?: never;
        head?: never;
        patch: operations["updateSubsystemName"];
        trace?: never;
    };
    "/subsystems/{subsystem_id}/servers/{server_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["unregisterSubsystem"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/high-availability-cluster/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHighAvailabilityClusterStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/server-address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["updateCentralServerAddress"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSystemStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSystemVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timestamping-services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTimestampingServices"];
        put?: never;
        post: operations["addTimestampingService"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timestamping-services/{timestamping_service_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                timestamping_service_id: components["parameters"]["TimestampingServiceIdParam"];
            };
            cookie?: never;
        };
        get: operations["getTimestampingService"];
        put?: never;
        post?: never;
        delete: operations["deleteTimestampingService"];
        options?: never;
        head?: never;
        patch: operations["updateTimestampingService"];
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{token_id}/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["loginToken"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{token_id}/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["logoutToken"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trusted-anchors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTrustedAnchors"];
        put?: never;
        post: operations["uploadTrustedAnchor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trusted-anchors/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["previewTrustedAnchor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trusted-anchors/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteTrustedAnchor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trusted-anchors/{hash}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["downloadTrustedAnchor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AddressChangeRequest: {
            server_address: string;
        } & components["schemas"]["ManagementRequest"];
        ApprovedCertificationService: {
            /** Format: int32 */
            readonly id: number;
            /** Format: text */
            name?: string;
            /** Format: text */
            issuer_distinguished_name?: string;
            /** Format: text */
            subject_distinguished_name?: string;
            /** Format: date-time */
            not_after?: string;
            /** Format: date-time */
            not_before?: string;
            /** Format: text */
            certificate_profile_info: string;
            tls_auth: boolean;
            default_csr_format?: components["schemas"]["CsrFormat"];
            /** Format: url */
            acme_server_directory_url?: string;
            /** Format: text */
            acme_server_ip_address?: string;
            /** Format: text */
            authentication_certificate_profile_id?: string;
            /** Format: text */
            signing_certificate_profile_id?: string;
        };
        ApprovedCertificationServiceListItem: {
            /** Format: int32 */
            readonly id: number;
            /** Format: text */
            name: string;
            /** Format: date-time */
            not_after: string;
            /** Format: date-time */
            not_before: string;
        };
        AuthenticationCertificateDeletionRequest: {
            /** Format: byte */
            authentication_certificate: string;
        } & components["schemas"]["ManagementRequest"];
        AuthenticationCertificateRegistrationRequest: {
            server_address: string;
            /** Format: byte */
            authentication_certificate: string;
        } & components["schemas"]["ManagementRequest"];
        Backup: {
            /** Format: filename */
            filename: string;
        };
        BackupArchive: {
            /** Format: binary */
            file?: string;
        };
        BackupRestorationStatus: {
            /** @default false */
            hsm_tokens_logged_out?: boolean;
        };
        CentralServerAddress: {
            /** Format: text */
            central_server_address: string;
        };
        CertificateAuthority: {
            /** Format: int32 */
            readonly id?: number;
            ca_certificate: components["schemas"]["CertificateDetails"];
        };
        CertificateDetails: {
            /** Format: text */
            hash: string;
            /** Format: text */
            issuer_common_name: string;
            /** Format: text */
            issuer_distinguished_name: string;
            key_usages: components["schemas"]["KeyUsage"][];
            /** Format: date-time */
            not_after: string;
            /** Format: date-time */
            not_before: string;
            /** Format: sha-256 */
            public_key_algorithm: string;
            /** Format: int32 */
            rsa_public_key_exponent?: number;
            /** Format: hex */
            rsa_public_key_modulus?: string;
            /** Format: text */
            ec_public_parameters?: string;
            /** Format: hex */
            ec_public_key_point?: string;
            /** Format: text */
            serial: string;
            /** Format: text */
            signature: string;
            /** Format: sha-256 */
            signature_algorithm: string;
            /** Format: text */
            subject_alternative_names?: string;
            /** Format: text */
            subject_common_name: string;
            /** Format: text */
            subject_distinguished_name: string;
            /** Format: int32 */
            version: number;
        };
        CertificateFile: {
            /** Format: binary */
            certificate: string;
        };
        CertificationServiceFileAndSettings: WithRequired<components["schemas"]["CertificateFile"], "certificate"> & WithRequired<components["schemas"]["CertificationServiceSettings"], "default_csr_format">;
        CertificationServiceSettings: {
            /** Format: text */
            certificate_profile_info?: string;
            tls_auth?: string;
            default_csr_format?: components["schemas"]["CsrFormat"];
            /** Format: url */
            acme_server_directory_url?: string;
            /** Format: text */
            acme_server_ip_address?: string;
            /** Format: text */
            authentication_certificate_profile_id?: string;
            /** Format: text */
            signing_certificate_profile_id?: string;
        };
        Client: {
            client_id: components["schemas"]["ClientId"];
            subsystem_name?: string;
        } & components["schemas"]["MemberName"];
        ClientDeletionRequest: {
            client_id?: string;
        } & components["schemas"]["ManagementRequest"];
        ClientDisableRequest: {
            client_id?: string;
        } & components["schemas"]["ManagementRequest"];
        ClientEnableRequest: {
            client_id: string;
        } & components["schemas"]["ManagementRequest"];
        ClientId: {
            /** Format: text */
            subsystem_code?: string;
        } & (components["schemas"]["XRoadId"] & components["schemas"]["MemberId"] & components["schemas"]["EncodedId"]);
        ClientRegistrationRequest: {
            client_id: string;
            subsystem_name?: string;
        } & components["schemas"]["ManagementRequest"];
        ClientRenameRequest: {
            client_id: string;
            subsystem_name?: string;
        } & components["schemas"]["ManagementRequest"];
        /**
         * Format: text
         * @enum {string}
         */
        ClientType: "MEMBER" | "SUBSYSTEM";
        CodeWithDetails: {
            /** Format: text */
            code: string;
            metadata?: string[];
            validation_errors?: {
                [key: string]: string[];
            };
        };
        ConfigurationAnchor: {
            /** Format: hash */
            hash: string;
        } & WithRequired<components["schemas"]["ModificationTimestamps"], "created_at">;
        ConfigurationAnchorContainer: {
            anchor?: components["schemas"]["ConfigurationAnchor"];
        };
        ConfigurationPart: {
            content_identifier: components["schemas"]["ConfigurationPartContentIdentifier"];
            /** Format: filename */
            file_name: string;
            optional: boolean;
            /** Format: date-time */
            file_updated_at?: string;
            /** Format: text */
            version?: number;
        };
        /** Format: text */
        ConfigurationPartContentIdentifier: string;
        ConfigurationPartUpload: {
            content_identifier: components["schemas"]["ConfigurationPartContentIdentifier"];
            /** Format: binary */
            file: string;
        };
        ConfigurationSigningKey: {
            active: boolean;
            available: boolean;
            /** Format: date-time */
            created_at: string;
            id: string;
            /** Format: text */
            readonly key_hash?: string;
            /** Format: text */
            readonly token_id?: string;
            label: components["schemas"]["KeyLabel"];
            possible_actions: components["schemas"]["PossibleKeyAction"][];
            source_type?: components["schemas"]["ConfigurationType"];
            key_algorithm?: components["schemas"]["KeyAlgorithm"];
        };
        ConfigurationSigningKeyAdd: {
            /** Format: text */
            key_label: string;
            token_id: string | number;
        };
        ConfigurationSigningKeys: components["schemas"]["ConfigurationSigningKey"][];
        /**
         * Format: enum
         * @enum {string}
         */
        ConfigurationType: "INTERNAL" | "EXTERNAL";
        /**
         * Format: enum
         * @enum {string}
         */
        CostType: "FREE" | "PAID" | "UNDEFINED";
        CostTypeProperty: {
            cost_type: components["schemas"]["CostType"];
        };
        /**
         * Format: enum
         * @enum {string}
         */
        CsrFormat: "PEM" | "DER";
        DistinguishedName: {
            /** Format: text */
            name?: string;
        };
        EncodedId: {
            readonly encoded_id?: string;
        };
        ErrorInfo: {
            /** Format: int32 */
            status: number;
            error?: components["schemas"]["CodeWithDetails"];
            warnings?: components["schemas"]["CodeWithDetails"][];
        };
        GlobalConfDownloadUrl: {
            /** Format: url */
            url: string;
        };
        GlobalGroupCodeAndDescription: {
            /** Format: text */
            code: string;
            /** Format: text */
            description: string;
        };
        GlobalGroupDescription: {
            /** Format: text */
            description: string;
        };
        GlobalGroupResource: {
            /** Format: int32 */
            member_count?: number;
        } & (components["schemas"]["GlobalGroupCodeAndDescription"] & components["schemas"]["ModificationTimestamps"]);
        GroupMember: {
            /** Format: date-time */
            created_at: string;
            /** Format: int32 */
            id: number;
            client_id: components["schemas"]["ClientId"];
        };
        GroupMemberListView: {
            /** Format: text */
            name: string;
            subsystem_name?: string;
        } & components["schemas"]["GroupMember"];
        GroupMembersFilter: {
            query?: string | null;
            member_class?: string | null;
            instance?: string | null;
            codes?: string[] | null;
            subsystems?: string[] | null;
            types?: components["schemas"]["ClientType"][] | null;
            paging_sorting?: components["schemas"]["PagingSortingParameters"];
        };
        GroupMembersFilterModel: {
            instances?: string[] | null;
            member_classes?: string[] | null;
            codes?: string[] | null;
            subsystems?: string[] | null;
        };
        HighAvailabilityClusterNode: {
            /** Format: text */
            node_name?: string;
            /** Format: text */
            node_address?: string;
            /** Format: date-time */
            configuration_generated?: string;
            /**
             * Format: enum
             * @enum {string}
             */
            status?: "OK" | "WARN" | "ERROR" | "UNKNOWN";
        };
        HighAvailabilityClusterStatus: {
            nodes?: unknown;
            all_nodes_ok?: boolean;
        } & components["schemas"]["HighAvailabilityStatus"];
        HighAvailabilityStatus: {
            /** @default false */
            is_ha_configured?: boolean;
            /** Format: text */
            node_name?: string;
        };
        InitialServerConf: {
            /** Format: text */
            software_token_pin: string;
        } & (components["schemas"]["InstanceIdentifier"] & components["schemas"]["CentralServerAddress"]);
        InitializationStatus: {
            /** Format: text */
            instance_identifier: string;
            /** Format: text */
            central_server_address: string;
            software_token_init_status: components["schemas"]["TokenInitStatus"];
        };
        InstanceIdentifier: {
            /** Format: text */
            instance_identifier: string;
        };
        /**
         * Format: enum
         * @enum {string}
         */
        KeyAlgorithm: "RSA" | "EC";
        KeyLabel: {
            /** Format: text */
            label?: string;
        };
        /**
         * Format: enum
         * @enum {string}
         */
        KeyUsage: "DIGITAL_SIGNATURE" | "NON_REPUDIATION" | "KEY_ENCIPHERMENT" | "DATA_ENCIPHERMENT" | "KEY_AGREEMENT" | "KEY_CERT_SIGN" | "CRL_SIGN" | "ENCIPHER_ONLY" | "DECIPHER_ONLY";
        MaintenanceModeDisableRequest: components["schemas"]["ManagementRequest"];
        MaintenanceModeEnableRequest: {
            /** Format: text */
            message?: string;
        } & components["schemas"]["ManagementRequest"];
        ManagementRequest: {
            readonly id?: number;
            type: components["schemas"]["ManagementRequestType"];
            origin: components["schemas"]["ManagementRequestOrigin"];
            readonly security_server_owner?: string;
            security_server_id: string;
            status?: components["schemas"]["ManagementRequestStatus"];
            /** Format: date-time */
            readonly created_at?: string;
        } & components["schemas"]["ModificationTimestamps"];
        ManagementRequestDetailedView: {
            /** Format: text */
            comments?: string;
            certificate_details?: components["schemas"]["CertificateDetails"];
        } & components["schemas"]["ManagementRequestListView"];
        ManagementRequestListView: {
            readonly id?: number;
            type: components["schemas"]["ManagementRequestType"];
            origin: components["schemas"]["ManagementRequestOrigin"];
            readonly security_server_owner?: string;
            security_server_id: components["schemas"]["SecurityServerId"];
            address?: string;
            status?: components["schemas"]["ManagementRequestStatus"];
            client_id?: components["schemas"]["ClientId"];
            readonly client_owner_name?: string;
            readonly client_subsystem_name?: string;
            /** Format: date-time */
            readonly created_at?: string;
        };
        /** @enum {string} */
        ManagementRequestOrigin: "CENTER" | "SECURITY_SERVER";
        /** @enum {string} */
        ManagementRequestStatus: "WAITING" | "APPROVED" | "DECLINED" | "REVOKED" | "SUBMITTED FOR APPROVAL";
        /** @enum {string} */
        ManagementRequestType: "AUTH_CERT_REGISTRATION_REQUEST" | "CLIENT_REGISTRATION_REQUEST" | "OWNER_CHANGE_REQUEST" | "CLIENT_DELETION_REQUEST" | "CLIENT_DISABLE_REQUEST" | "CLIENT_ENABLE_REQUEST" | "CLIENT_RENAME_REQUEST" | "AUTH_CERT_DELETION_REQUEST" | "ADDRESS_CHANGE_REQUEST" | "MAINTENANCE_MODE_ENABLE_REQUEST" | "MAINTENANCE_MODE_DISABLE_REQUEST";
        ManagementRequestsFilter: {
            query?: string | null;
            origin?: (string & components["schemas"]["ManagementRequestOrigin"]) | null;
            types?: components["schemas"]["ManagementRequestType"][] | null;
            status?: (string & components["schemas"]["ManagementRequestStatus"]) | null;
            server_id?: string | null;
        };
        ManagementServicesConfiguration: {
            /** Format: text */
            readonly security_server_id?: string;
            /** Format: text */
            readonly security_server_owners_global_group_code: string;
            /** Format: text */
            readonly service_provider_name?: string;
            /** Format: url */
            readonly services_address: string;
            /** Format: url */
            readonly wsdl_address: string;
        } & components["schemas"]["ServiceProviderId"];
        MemberAdd: {
            member_id: components["schemas"]["NewMemberId"];
        } & components["schemas"]["MemberName"];
        MemberClass: {
            /** Format: text */
            code: string;
        } & components["schemas"]["MemberClassDescription"];
        MemberClassDescription: {
            /** Format: text */
            description: string;
        };
        MemberCode: {
            /** Format: text */
            member_code: string;
        };
        MemberGlobalGroup: {
            /** Format: text */
            readonly group_code?: string;
            /** Format: text */
            readonly subsystem?: string;
            /** Format: date-time */
            readonly added_to_group?: string;
        };
        MemberId: {
            /** Format: text */
            member_class: string;
            /** Format: text */
            member_code: string;
        };
        MemberName: {
            /** Format: text */
            member_name?: string;
        };
        Members: {
            items?: string[];
        };
        ModificationTimestamps: {
            /** Format: date-time */
            readonly created_at?: string;
            /** Format: date-time */
            readonly updated_at?: string;
        };
        NewMemberId: components["schemas"]["MemberId"];
        NewSubsystemId: {
            /** Format: text */
            subsystem_code: string;
        } & components["schemas"]["NewMemberId"];
        OcspResponder: {
            /** Format: int32 */
            readonly id: number;
            /** @default false */
            has_certificate?: boolean;
        } & (components["schemas"]["OcspResponderUrl"] & components["schemas"]["CostTypeProperty"]);
        OcspResponderCertificate: {
            certificate: components["schemas"]["CertificateDetails"];
        };
        OcspResponderUrl: {
            /** Format: url */
            url: string;
        };
        OwnerChangeRequest: {
            client_id: string;
        } & components["schemas"]["ManagementRequest"];
        Page: {
            number?: number;
            size?: number;
            total_pages?: number;
            total_elements?: number;
        };
        PagedClients: {
            clients?: components["schemas"]["Client"][];
            paging_metadata: components["schemas"]["PagingMetadata"];
        };
        PagedGroupMemberListView: {
            items: components["schemas"]["GroupMemberListView"][];
            paging_metadata: components["schemas"]["PagingMetadata"];
        };
        PagedManagementRequests: {
            items: components["schemas"]["ManagementRequestListView"][];
            paging_metadata: components["schemas"]["PagingMetadata"];
        };
        PagedSecurityServers: {
            items: components["schemas"]["SecurityServer"][];
            paging_metadata: components["schemas"]["PagingMetadata"];
        };
        PagingMetadata: {
            /** Format: int32 */
            total_items: number;
            /** Format: int32 */
            items: number;
            /**
             * Format: int32
             * @default 25
             */
            limit: number;
            /**
             * Format: int32
             * @default 0
             */
            offset: number;
        };
        PagingSortingParameters: {
            sort?: string;
            /** @default false */
            desc?: boolean;
            /**
             * Format: int32
             * @default 25
             */
            limit?: number;
            /**
             * Format: int32
             * @default 0
             */
            offset?: number;
        };
        /**
         * Format: enum
         * @enum {string}
         */
        PossibleKeyAction: "DELETE" | "ACTIVATE";
        /**
         * Format: enum
         * @enum {string}
         */
        PossibleTokenAction: "LOGIN" | "LOGOUT" | "GENERATE_INTERNAL_KEY" | "GENERATE_EXTERNAL_KEY" | "CHANGE_PIN" | "EDIT_FRIENDLY_NAME";
        RegisterServiceProviderRequest: {
            /** Format: text */
            readonly security_server_id: string;
        };
        SecurityServer: {
            server_id: components["schemas"]["SecurityServerId"];
            readonly owner_name?: string;
            readonly in_maintenance_mode: boolean;
            readonly maintenance_mode_message?: string;
        } & (components["schemas"]["SecurityServerAddress"] & components["schemas"]["ModificationTimestamps"]);
        SecurityServerAddress: {
            /** Format: text */
            server_address: string;
        };
        SecurityServerAuthenticationCertificateDetails: {
            /** Format: int32 */
            readonly id?: number;
        } & components["schemas"]["CertificateDetails"];
        SecurityServerId: {
            /** Format: text */
            server_code: string;
        } & (components["schemas"]["XRoadId"] & components["schemas"]["MemberId"] & components["schemas"]["EncodedId"]);
        ServiceProviderId: {
            /** Format: text */
            service_provider_id?: string;
        };
        Subsystem: {
            subsystem_id: components["schemas"]["ClientId"];
            used_security_servers: components["schemas"]["UsedSecurityServers"][];
        } & components["schemas"]["SubsystemName"];
        SubsystemAdd: {
            subsystem_id: components["schemas"]["NewSubsystemId"];
        } & components["schemas"]["SubsystemName"];
        SubsystemName: {
            /** Format: text */
            subsystem_name?: string;
        };
        SystemStatus: {
            high_availability_status?: components["schemas"]["HighAvailabilityStatus"];
            initialization_status?: components["schemas"]["InitializationStatus"];
        };
        TimestampingService: {
            /** Format: int32 */
            readonly id: number;
            /** Format: int32 */
            timestamping_interval: number;
        } & (components["schemas"]["TimestampingServiceUrl"] & components["schemas"]["CostTypeProperty"] & components["schemas"]["TimestampingServiceCertificate"]);
        TimestampingServiceCertificate: {
            certificate: components["schemas"]["CertificateDetails"];
        };
        TimestampingServiceUrl: {
            /** Format: url */
            url: string;
        };
        Token: {
            active: boolean;
            available: boolean;
            /** Format: text */
            readonly id: string;
            logged_in: boolean;
            /** Format: text */
            name: string;
            possible_actions?: components["schemas"]["PossibleTokenAction"][];
            configuration_signing_keys?: components["schemas"]["ConfigurationSigningKeys"];
            /** Format: text */
            serial_number?: string;
            status: components["schemas"]["TokenStatus"];
        };
        /**
         * Format: enum
         * @enum {string}
         */
        TokenInitStatus: "INITIALIZED" | "NOT_INITIALIZED" | "UNKNOWN";
        TokenPassword: {
            /** Format: text */
            password?: string;
        };
        /**
         * Format: text
         * @enum {string}
         */
        TokenStatus: "OK" | "USER_PIN_LOCKED" | "USER_PIN_INCORRECT" | "USER_PIN_INVALID" | "USER_PIN_EXPIRED" | "USER_PIN_COUNT_LOW" | "USER_PIN_FINAL_TRY" | "NOT_INITIALIZED";
        TrustedAnchor: {
            /** Format: text */
            instance_identifier: string;
            /** Format: date-time */
            readonly generated_at?: string;
            /** Format: hash */
            hash: string;
        };
        TrustedAnchorFile: {
            /** Format: binary */
            anchor: string;
        };
        UsedSecurityServers: {
            server_code?: string;
            server_owner?: string;
            status?: string;
        } & components["schemas"]["EncodedId"];
        User: {
            /** Format: text */
            username: string;
            roles: string[];
            permissions: string[];
        };
        Version: {
            /** Format: text */
            info: string;
        };
        XRoadId: {
            /** Format: text */
            readonly instance_id: string;
            /**
             * Format: enum
             * @enum {string}
             */
            type: "MEMBER" | "SUBSYSTEM" | "SERVER" | "GLOBALGROUP" | "SERVICE" | "LOCALGROUP";
        };
    };
    responses: {
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        NoContent: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorInfo"];
            };
        };
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: {
        CertificationServiceIdParam: number;
        ClientIdParam: string;
        ConfigurationTypeParam: components["schemas"]["ConfigurationType"];
        FilenameParam: string;
        GroupCodeParam: string;
        HashParam: string;
        IntermediateCaIdParam: number;
        ManagementRequestIdParam: number;
        MemberIdParam: string;
        OcspResponderIdParam: number;
        ServerIdParam: string;
        SigningKeyIdParam: string;
        SubsystemIdParam: string;
        TimestampingServiceIdParam: number;
        TokenIdParam: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getBackups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    uploadBackup: {
        parameters: {
            query?: {
                ignore_warnings?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": components["schemas"]["BackupArchive"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filename: components["parameters"]["FilenameParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    downloadBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filename: components["parameters"]["FilenameParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    restoreBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filename: components["parameters"]["FilenameParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupRestorationStatus"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getCertificationServices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovedCertificationServiceListItem"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addCertificationService: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": components["schemas"]["CertificationServiceFileAndSettings"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovedCertificationService"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getCertificationService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovedCertificationService"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteCertificationService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateCertificationService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CertificationServiceSettings"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovedCertificationService"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getCertificationServiceCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getCertificationServiceIntermediateCas: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateAuthority"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addCertificationServiceIntermediateCa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": components["schemas"]["CertificateFile"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateAuthority"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getCertificationServiceOcspResponders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OcspResponder"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addCertificationServiceOcspResponder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certification_service_id: components["parameters"]["CertificationServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": WithRequired<components["schemas"]["OcspResponderUrl"], "url"> & WithRequired<components["schemas"]["CostTypeProperty"], "cost_type"> & {
                    /** Format: binary */
                    certificate?: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OcspResponder"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    findClients: {
        parameters: {
            query?: {
                q?: string;
                paging_sorting?: components["schemas"]["PagingSortingParameters"];
                name?: string;
                instance?: string;
                member_class?: string;
                member_code?: string;
                subsystem_code?: string;
                client_type?: components["schemas"]["ClientType"];
                security_server?: string;
                excluding_group?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagedClients"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getAnchor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationAnchorContainer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    downloadAnchor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    reCreateAnchor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationAnchor"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getConfigurationParts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationPart"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    uploadConfigurationParts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ConfigurationPartUpload"];
            };
        };
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    downloadConfigurationParts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
                content_identifier: components["schemas"]["ConfigurationPartContentIdentifier"];
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getDownloadUrl: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GlobalConfDownloadUrl"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                configuration_type: components["parameters"]["ConfigurationTypeParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConfigurationSigningKeyAdd"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationSigningKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    findGlobalGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GlobalGroupResource"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addGlobalGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GlobalGroupCodeAndDescription"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GlobalGroupResource"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getGlobalGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GlobalGroupResource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteGlobalGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateGlobalGroupDescription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GlobalGroupDescription"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GlobalGroupResource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    findGlobalGroupMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GroupMembersFilter"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagedGroupMemberListView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addGlobalGroupMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Members"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getGroupMembersFilterModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupMembersFilterModel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteGlobalGroupMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: components["parameters"]["GroupCodeParam"];
                client_id: components["parameters"]["ClientIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    initCentralServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InitialServerConf"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getInitializationStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InitializationStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getIntermediateCa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intermediate_ca_id: components["parameters"]["IntermediateCaIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateAuthority"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteIntermediateCa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intermediate_ca_id: components["parameters"]["IntermediateCaIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getIntermediateCaOcspResponders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intermediate_ca_id: components["parameters"]["IntermediateCaIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OcspResponder"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addIntermediateCaOcspResponder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intermediate_ca_id: components["parameters"]["IntermediateCaIdParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": WithRequired<components["schemas"]["OcspResponderUrl"], "url"> & WithRequired<components["schemas"]["CostTypeProperty"], "cost_type"> & {
                    /** Format: binary */
                    certificate?: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OcspResponder"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteIntermediateCaOcspResponder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intermediate_ca_id: components["parameters"]["IntermediateCaIdParam"];
                ocsp_responder_id: components["parameters"]["OcspResponderIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    findManagementRequests: {
        parameters: {
            query?: {
                filter?: components["schemas"]["ManagementRequestsFilter"];
                paging_sorting?: components["schemas"]["PagingSortingParameters"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagedManagementRequests"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addManagementRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManagementRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementRequest"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementRequest"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getManagementRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementRequestDetailedView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    revokeManagementRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    approveManagementRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementRequest"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getManagementServicesConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementServicesConfiguration"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateManagementServicesConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceProviderId"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementServicesConfiguration"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    generateKeyAndCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    downloadCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    generateCertificateRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DistinguishedName"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    registerServiceProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterServiceProviderRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagementServicesConfiguration"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    uploadCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": components["schemas"]["CertificateFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getMemberClasses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberClass"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addMemberClass: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberClass"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberClass"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteMemberClass: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateMemberClass: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberClassDescription"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberClass"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addMember: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberAdd"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateMemberName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberName"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getMemberGlobalGroups: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberGlobalGroup"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getOwnedServers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityServer"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    unregisterMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getSubsystems: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subsystem"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getUsedServers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: components["parameters"]["MemberIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityServer"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getOcspResponder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ocsp_responder_id: components["parameters"]["OcspResponderIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OcspResponder"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteOcspResponder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ocsp_responder_id: components["parameters"]["OcspResponderIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateOcspResponder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ocsp_responder_id: components["parameters"]["OcspResponderIdParam"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": components["schemas"]["OcspResponderUrl"] | components["schemas"]["CostTypeProperty"] | components["schemas"]["CertificateFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OcspResponder"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getOcspRespondersCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ocsp_responder_id: components["parameters"]["OcspResponderIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    downloadOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-yaml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    findSecurityServers: {
        parameters: {
            query?: {
                q?: string;
                paging_sorting?: components["schemas"]["PagingSortingParameters"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagedSecurityServers"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getSecurityServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityServer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteSecurityServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateSecurityServerAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecurityServerAddress"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityServer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getSecurityServerAuthCerts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityServerAuthenticationCertificateDetails"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteSecurityServerAuthCert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: components["parameters"]["ServerIdParam"];
                certificate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getSecurityServerClients: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sign_key_id: components["parameters"]["SigningKeyIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    activateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sign_key_id: components["parameters"]["SigningKeyIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addSubsystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubsystemAdd"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorInfo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteSubsystem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subsystem_id: components["parameters"]["SubsystemIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateSubsystemName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subsystem_id: components["parameters"]["SubsystemIdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubsystemName"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    unregisterSubsystem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subsystem_id: components["parameters"]["SubsystemIdParam"];
                server_id: components["parameters"]["ServerIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getHighAvailabilityClusterStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HighAvailabilityClusterStatus"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateCentralServerAddress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CentralServerAddress"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getSystemStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemStatus"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getSystemVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getTimestampingServices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimestampingService"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    addTimestampingService: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": WithRequired<components["schemas"]["TimestampingServiceUrl"], "url"> & WithRequired<components["schemas"]["CostTypeProperty"], "cost_type"> & WithRequired<components["schemas"]["CertificateFile"], "certificate">;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimestampingService"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getTimestampingService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                timestamping_service_id: components["parameters"]["TimestampingServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimestampingService"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteTimestampingService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                timestamping_service_id: components["parameters"]["TimestampingServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateTimestampingService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                timestamping_service_id: components["parameters"]["TimestampingServiceIdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": WithRequired<components["schemas"]["TimestampingServiceUrl"], "url"> & WithRequired<components["schemas"]["CostTypeProperty"], "cost_type"> & components["schemas"]["CertificateFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimestampingService"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    loginToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: components["parameters"]["TokenIdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenPassword"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    logoutToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: components["parameters"]["TokenIdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getTrustedAnchors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustedAnchor"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    uploadTrustedAnchor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["TrustedAnchorFile"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustedAnchor"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    previewTrustedAnchor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["TrustedAnchorFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustedAnchor"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteTrustedAnchor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: components["parameters"]["HashParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
    downloadTrustedAnchor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: components["parameters"]["HashParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            "4XX": components["responses"]["Refused"];
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
