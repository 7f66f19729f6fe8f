// Made of the definition by test/web/definitions.test.ts.
export interface paths {
    "/drum/management-requests/{management_request_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestId"];
            };
            cookie?: never;
        };
        get: operations["reviewManagementRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/management-requests/{management_request_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["approveReviewedManagementRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/management-requests/{management_request_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["declineManagementRequest"];
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
        Identifier: {
            instance_id: string;
            /** @enum {string} */
            type: "MEMBER" | "SUBSYSTEM" | "SERVER";
            member_class: string;
            member_code: string;
            subsystem_code?: string;
            server_code?: string;
            encoded_id: string;
        };
        CertificateDetails: Record<string, never>;
        DecidedRequest: Record<string, never>;
        Check: {
            name: string;
            /** @enum {string} */
            outcome: "ok" | "warning" | "failed";
            /** @enum {string} */
            reason: "approvable" | "refused" | "asked-here" | "entered-by-api" | "signed" | "key-signed" | "issued-by-approved" | "no-responder" | "status-unknown" | "status-good" | "status-revoked" | "host-found" | "connected" | "host-unknown" | "name-service-silent" | "connection-refused" | "unreachable" | "too-slow" | "tls-failed" | "network-failed" | "answer-unfit";
            values?: {
                [key: string]: string;
            };
            detail: string;
        };
        Change: {
            /** @enum {string} */
            kind: "member-added" | "server-added" | "server-address-changed" | "authentication-certificate-added" | "owner-joins-group" | "subsystem-added" | "subsystem-renamed" | "client-added" | "owner-changed";
            security_server_id?: components["schemas"]["Identifier"];
            client_id?: components["schemas"]["Identifier"];
            address?: string;
            name?: string;
            before?: string;
            after?: string;
        };
        Review: {
            request: {
                certificate_details?: components["schemas"]["CertificateDetails"];
                signer_certificate_details?: components["schemas"]["CertificateDetails"];
            };
            asked_by: {
                client_id: components["schemas"]["Identifier"];
                member_name?: string;
                is_member: boolean;
                /** Format: date-time */
                member_since?: string;
                owned_servers: number;
                is_server_known: boolean;
            };
            creates_member: boolean;
            checks: components["schemas"]["Check"][];
            changes: components["schemas"]["Change"][];
            decision?: {
                /** @enum {string} */
                status: "APPROVED" | "DECLINED" | "REVOKED";
                /** Format: date-time */
                at: string;
                by?: string;
                reason?: string;
            };
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
        ManagementRequestId: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    reviewManagementRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestId"];
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
                    "application/json": components["schemas"]["Review"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "4XX": components["responses"]["Refused"];
        };
    };
    approveReviewedManagementRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    create_member?: {
                        name: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecidedRequest"];
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
    declineManagementRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                management_request_id: components["parameters"]["ManagementRequestId"];
            };
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
                    "application/json": components["schemas"]["DecidedRequest"];
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
}
