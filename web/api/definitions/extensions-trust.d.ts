// Made of the definition by test/web/definitions.test.ts.
export interface paths {
    "/drum/trust/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["checkTrustService"];
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
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    checkTrustService: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** @enum {string} */
                    kind: "certification_service" | "intermediate_ca" | "ocsp_responder" | "timestamping_service";
                    /** Format: binary */
                    certificate?: string;
                    url?: string;
                    certification_service_id?: string;
                    intermediate_ca_id?: string;
                    accepted_because?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            /** @enum {string} */
                            name: "certificate-chain" | "certificate-validity" | "certificate-purpose" | "certificate-key" | "address-name" | "address-connection" | "address-answer";
                            /** @enum {string} */
                            outcome: "ok" | "warning" | "failed";
                            /** @enum {string} */
                            reason: "self-signed" | "self-signature-wrong" | "issued-by" | "issuer-unknown" | "issuer-signature-wrong" | "not-yet-valid" | "expired" | "expires" | "fit-for-timestamps" | "not-for-timestamps" | "signs-ocsp" | "signs-ocsp-only-here" | "is-authority" | "no-authority" | "may-not-sign-certificates" | "rsa-key" | "curve" | "curve-not-in-use" | "key-type-not-in-use" | "host-found" | "connected" | "host-unknown" | "name-service-silent" | "connection-refused" | "unreachable" | "too-slow" | "tls-failed" | "network-failed" | "http-status" | "answer-unfit" | "answers-ocsp" | "refuses-ocsp" | "wrong-responder" | "gives-timestamps";
                            values?: {
                                [key: string]: string;
                            };
                            detail: string;
                        }[];
                    };
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
}
