// Made of the definition by test/web/definitions.test.ts.
export interface paths {
    "/drum/configuration/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["previewConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/preview/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["previewConfigurationText"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["holdPublication"];
        post?: never;
        delete: operations["releasePublication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/publications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPublications"];
        put?: never;
        post: operations["publishConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/publications/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get: operations["getPublication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/publications/{number}/parts/{version}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: components["parameters"]["Number"];
                version: number;
                name: string;
            };
            cookie?: never;
        };
        get: operations["downloadPublicationPart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/publications/{number}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["restorePublication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/comparison/{from}/{to}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                from: components["parameters"]["From"];
                to: components["parameters"]["To"];
            };
            cookie?: never;
        };
        get: operations["comparePublications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/configuration/comparison/{from}/{to}/text": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                from: components["parameters"]["From"];
                to: components["parameters"]["To"];
            };
            cookie?: never;
        };
        get: operations["comparePublicationTexts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/servers/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findSeenServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/expiring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findExpiring"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOverview"];
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
        ErrorInfo: {
            status: number;
            error: {
                code: string;
                metadata?: string[];
                validation_errors?: Record<string, never>;
            };
        };
        Hash: string;
        /** Format: date-time */
        Time: string;
        PagingMetadata: {
            total_items: number;
            items: number;
            limit: number;
            offset: number;
        };
        AuditedObject: {
            id?: string;
            name?: string;
        };
        Publication: {
            number: number;
            published_at: components["schemas"]["Time"];
            node: string;
            hash: components["schemas"]["Hash"];
            /** @enum {string} */
            origin: "CATALOGUE" | "RESTORED" | "HELD";
            of_publication?: number;
            confirmed_by?: string;
            caused_by: {
                audit_event: number;
                event: string;
                user_name?: string;
                object?: components["schemas"]["AuditedObject"];
                at: components["schemas"]["Time"];
            }[];
        };
        PublicationWithParts: components["schemas"]["Publication"] & {
            parts: {
                version: number;
                name: string;
                content_identifier: string;
                sha256: components["schemas"]["Hash"];
                size: number;
                node?: string;
            }[];
        };
        Publications: {
            items: components["schemas"]["Publication"][];
            paging_metadata: components["schemas"]["PagingMetadata"];
        };
        Hold: {
            held: boolean;
            by_hand?: {
                since: components["schemas"]["Time"];
                by: string;
                reason: string;
            };
            restored_publication?: number;
            waiting?: {
                hash: components["schemas"]["Hash"];
                since: components["schemas"]["Time"];
                reasons_total: number;
                reasons: {
                    kind: components["schemas"]["ChangeKind"];
                    subject: string;
                    server: string;
                }[];
            };
            confirmed?: {
                hash: components["schemas"]["Hash"];
                by: string;
            };
        };
        /** @enum {string} */
        ChangeKind: "MEMBER_CLASS_ADDED" | "MEMBER_CLASS_CHANGED" | "MEMBER_CLASS_REMOVED" | "MEMBER_ADDED" | "MEMBER_RENAMED" | "MEMBER_REMOVED" | "SUBSYSTEM_ADDED" | "SUBSYSTEM_RENAMED" | "SUBSYSTEM_REMOVED" | "SERVER_ADDED" | "SERVER_MOVED" | "SERVER_ADDRESS_CHANGED" | "SERVER_REMOVED" | "MAINTENANCE_BEGUN" | "MAINTENANCE_CHANGED" | "MAINTENANCE_ENDED" | "AUTHENTICATION_CERTIFICATE_ADDED" | "AUTHENTICATION_CERTIFICATE_REMOVED" | "CLIENT_ADDED" | "CLIENT_REMOVED" | "GROUP_ADDED" | "GROUP_CHANGED" | "GROUP_REMOVED" | "GROUP_MEMBER_ADDED" | "GROUP_MEMBER_REMOVED" | "CERTIFICATION_SERVICE_ADDED" | "CERTIFICATION_SERVICE_CHANGED" | "CERTIFICATION_SERVICE_REMOVED" | "CA_CERTIFICATE_ADDED" | "CA_CERTIFICATE_REMOVED" | "OCSP_RESPONDER_ADDED" | "OCSP_RESPONDER_CHANGED" | "OCSP_RESPONDER_REMOVED" | "TIMESTAMPING_SERVICE_ADDED" | "TIMESTAMPING_SERVICE_CHANGED" | "TIMESTAMPING_SERVICE_REMOVED" | "TRUSTED_ANCHOR_ADDED" | "TRUSTED_ANCHOR_CHANGED" | "TRUSTED_ANCHOR_REMOVED" | "SOURCE_ADDED" | "SOURCE_REMOVED" | "SIGNING_CERTIFICATE_ADDED" | "SIGNING_CERTIFICATE_REMOVED" | "PART_ADDED" | "PART_CHANGED" | "PART_REMOVED" | "SETTING_CHANGED";
        Told: string | number | boolean | Record<string, never>;
        Change: {
            kind: components["schemas"]["ChangeKind"];
            subject: string;
            name?: string;
            before?: components["schemas"]["Told"];
            after?: components["schemas"]["Told"];
            server?: string;
            server_name?: string;
            concerns_servers: number;
            cuts_off_total: number;
            cuts_off: string[];
        };
        Changes: {
            total: number;
            totals: {
                [key: string]: number;
            };
            servers_cut_off: number;
            changes: components["schemas"]["Change"][];
        };
        Preview: components["schemas"]["Changes"] & {
            hash: components["schemas"]["Hash"];
            interval_seconds: number;
            last?: components["schemas"]["Publication"];
            hold: components["schemas"]["Hold"];
        };
        KnownSigningKeys: {
            node: string;
            live_servers: number;
            keys: {
                id: string;
                token_id: string;
                node: string;
                /** @enum {string} */
                source_type: "INTERNAL" | "EXTERNAL";
                label: string;
                active: boolean;
                created_at: components["schemas"]["Time"];
                certificate_sha256: components["schemas"]["Hash"];
                known_by_servers?: number;
            }[];
        };
        Differences: {
            total: number;
            differences: {
                /** @enum {string} */
                sign: "-" | "+";
                text: string;
                is_cut: boolean;
            }[];
        };
        SecurityServerId: {
            instance_id: string;
            type: string;
            member_class: string;
            member_code: string;
            server_code: string;
            encoded_id: string;
        };
        SeenServers: {
            items: {
                server_id: components["schemas"]["SecurityServerId"];
                owner_name?: string;
                server_address?: string;
                in_maintenance_mode: boolean;
                clients: number;
                /** Format: date-time */
                nearest_expiry?: string;
                shares_address: boolean;
                /** @enum {string} */
                contact: "SEEN" | "UNKNOWN";
                seen?: {
                    at: components["schemas"]["Time"];
                    node: string;
                    version: number;
                    from_address: string;
                    /** @enum {string} */
                    known_by: "ADDRESS" | "ADDRESS_AND_NAME";
                    publication?: number;
                };
            }[];
            paging_metadata: components["schemas"]["PagingMetadata"];
        };
        Expiring: {
            /** @enum {string} */
            kind: "CERTIFICATION_SERVICE" | "INTERMEDIATE_CA" | "OCSP_RESPONDER" | "TIMESTAMPING_SERVICE" | "AUTHENTICATION_CERTIFICATE" | "SIGNING_KEY" | "MANAGEMENT_TLS";
            of: string;
            sha256: components["schemas"]["Hash"];
            not_after: components["schemas"]["Time"];
        };
        Overview: {
            at: components["schemas"]["Time"];
            /** @enum {string} */
            state: "OK" | "ATTENTION" | "STOPPED";
            parts: {
                /** @enum {string} */
                code: "PUBLICATION_STOPPED" | "PUBLICATION_FAILING" | "PUBLICATION_HELD" | "REQUESTS_WAITING" | "CERTIFICATES_EXPIRED" | "CERTIFICATES_EXPIRING" | "SERVERS_SILENT" | "SERVERS_UNKNOWN" | "COLLECTOR_AWAY" | "NOTICES_OPEN";
                count: number;
                since?: components["schemas"]["Time"];
                of?: string;
            }[];
            requests: {
                waiting: number;
                oldest?: components["schemas"]["Time"];
            };
            expiring: {
                expired: number;
                within_7_days: number;
                within_30_days: number;
                within_90_days: number;
                next: components["schemas"]["Expiring"][];
            };
            servers: {
                total: number;
                seen_within_2_minutes: number;
                seen_within_10_minutes: number;
                seen_longer_ago: number;
                unknown: number;
            };
            members: number;
            set_up: {
                certification_services: number;
                timestamping_services: number;
            };
            notices?: {
                open: number;
            };
            collector?: {
                target: string;
                /** @enum {string} */
                state: "OK" | "ATTENTION";
                waiting: number;
                waiting_since?: components["schemas"]["Time"];
            };
            publication: {
                hold: components["schemas"]["Hold"];
                nodes: {
                    node: string;
                    /** @enum {string} */
                    state: "OK" | "ATTENTION" | "STOPPED" | "UNKNOWN";
                    published_at?: components["schemas"]["Time"];
                    valid_until?: components["schemas"]["Time"];
                    publication?: number;
                    problem?: string;
                }[];
            };
            events?: {
                id: number;
                at: components["schemas"]["Time"];
                event: string;
                /** @enum {string} */
                outcome: "success" | "failure";
                user_name?: string;
                object?: components["schemas"]["AuditedObject"];
            }[];
        };
    };
    responses: {
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorInfo"];
            };
        };
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        Unauthorized: {
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
        NotFound: {
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
    };
    parameters: {
        Number: number;
        From: number;
        To: number;
        ChangesLimit: number;
        PartOfName: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    previewConfiguration: {
        parameters: {
            query?: {
                limit?: components["parameters"]["ChangesLimit"];
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
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    previewConfigurationText: {
        parameters: {
            query?: {
                name?: components["parameters"]["PartOfName"];
                limit?: components["parameters"]["ChangesLimit"];
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
                    "application/json": components["schemas"]["Differences"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    holdPublication: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    releasePublication: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            "4XX": components["responses"]["Refused"];
        };
    };
    listPublications: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
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
                    "application/json": components["schemas"]["Publications"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    publishConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    hash: components["schemas"]["Hash"];
                };
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getPublication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: components["parameters"]["Number"];
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
                    "application/json": components["schemas"]["PublicationWithParts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "4XX": components["responses"]["Refused"];
        };
    };
    downloadPublicationPart: {
        parameters: {
            query?: {
                node?: string;
            };
            header?: never;
            path: {
                number: components["parameters"]["Number"];
                version: number;
                name: string;
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
            "4XX": components["responses"]["Refused"];
        };
    };
    restorePublication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: components["parameters"]["Number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    hash: components["schemas"]["Hash"];
                };
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "4XX": components["responses"]["Refused"];
        };
    };
    comparePublications: {
        parameters: {
            query?: {
                limit?: components["parameters"]["ChangesLimit"];
            };
            header?: never;
            path: {
                from: components["parameters"]["From"];
                to: components["parameters"]["To"];
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
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "4XX": components["responses"]["Refused"];
        };
    };
    comparePublicationTexts: {
        parameters: {
            query?: {
                name?: components["parameters"]["PartOfName"];
                limit?: components["parameters"]["ChangesLimit"];
            };
            header?: never;
            path: {
                from: components["parameters"]["From"];
                to: components["parameters"]["To"];
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
                    "application/json": components["schemas"]["Differences"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "4XX": components["responses"]["Refused"];
        };
    };
    listSigningKeys: {
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
                    "application/json": components["schemas"]["KnownSigningKeys"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    findSeenServers: {
        parameters: {
            query?: {
                q?: string;
                seen_within_minutes?: number;
                not_seen_for_minutes?: number;
                contact?: "SEEN" | "UNKNOWN";
                sort?: "seen_at" | "server_code" | "owner_name";
                desc?: boolean;
                limit?: number;
                offset?: number;
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
                    "application/json": components["schemas"]["SeenServers"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    findExpiring: {
        parameters: {
            query?: {
                within_days?: number;
                q?: string;
                limit?: number;
                offset?: number;
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
                    "application/json": {
                        items: components["schemas"]["Expiring"][];
                        paging_metadata: components["schemas"]["PagingMetadata"];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getOverview: {
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
                    "application/json": components["schemas"]["Overview"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
}
