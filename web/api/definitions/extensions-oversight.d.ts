// Made of the definition by test/web/definitions.test.ts.
export interface paths {
    "/drum/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/audit-events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/audit-events/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["verifyAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/audit-events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAuditEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/notices/test-mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sendTestMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/notices/test-webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sendTestWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getNotice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/notices/{id}/acknowledgement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["acknowledgeNotice"];
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
        Words: {
            bg: string;
            en: string;
        };
        Piece: {
            words?: string;
            /** Format: date-time */
            time?: string;
            code?: string;
            server?: string;
            /** Format: int64 */
            request?: number;
            /** Format: int64 */
            event?: number;
        };
        Notice: {
            /** Format: int64 */
            id: number;
            kind: string;
            subject: string;
            step: number;
            /** @enum {string} */
            severity: "WARNING" | "ERROR";
            /** @enum {string} */
            state: "OPEN" | "ACKNOWLEDGED" | "RESOLVED";
            title: components["schemas"]["Words"];
            text: components["schemas"]["Words"];
            pieces: {
                bg: components["schemas"]["Piece"][];
                en: components["schemas"]["Piece"][];
            };
            next: components["schemas"]["Words"];
            data: Record<string, never>;
            /** Format: date-time */
            raised_at: string;
            /** Format: date-time */
            stepped_at: string;
            /** Format: date-time */
            resolved_at?: string;
            /** Format: date-time */
            acknowledged_at?: string;
            acknowledged_by?: string;
        };
        Delivery: {
            step: number;
            channel: string;
            /** @enum {string} */
            state: "WAITING" | "SENT" | "GIVEN_UP" | "DROPPED";
            attempts: number;
            /** Format: date-time */
            sent_at?: string;
            error?: string;
        };
        AuditEvent: {
            /** Format: int64 */
            id: number;
            /** Format: date-time */
            at: string;
            event: string;
            /** @enum {string} */
            outcome: "success" | "failure";
            user_name?: string;
            /** @enum {string} */
            authentication?: "Session" | "ApiKey" | "HttpBasic";
            address?: string;
            url?: string;
            correlation_id?: string;
            reason?: string;
            object?: components["schemas"]["AuditedObject"];
        };
        AuditedObject: {
            id?: string;
            name?: string;
        };
        PagingMetadata: {
            total_items: number;
            items: number;
            limit: number;
            offset: number;
        };
        PagingSortingParameters: {
            sort?: string;
            desc?: boolean;
            /** @default 25 */
            limit?: number;
            /** @default 0 */
            offset?: number;
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
        UnknownNotice: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        NoChannel: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        TestOutcome: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    results: {
                        recipient: string;
                        sent: boolean;
                        error?: string;
                    }[];
                };
            };
        };
    };
    parameters: {
        Id: number;
        Text: string;
        Event: string;
        UserName: string;
        Outcome: "success" | "failure";
        From: string;
        Until: string;
        Paging: components["schemas"]["PagingSortingParameters"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    findAuditEvents: {
        parameters: {
            query?: {
                q?: components["parameters"]["Text"];
                event?: components["parameters"]["Event"];
                user_name?: components["parameters"]["UserName"];
                outcome?: components["parameters"]["Outcome"];
                from?: components["parameters"]["From"];
                until?: components["parameters"]["Until"];
                paging_sorting?: components["parameters"]["Paging"];
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
                        items: components["schemas"]["AuditEvent"][];
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
    exportAuditEvents: {
        parameters: {
            query?: {
                format?: "JSON_LINES" | "CSV";
                q?: components["parameters"]["Text"];
                event?: components["parameters"]["Event"];
                user_name?: components["parameters"]["UserName"];
                outcome?: components["parameters"]["Outcome"];
                from?: components["parameters"]["From"];
                until?: components["parameters"]["Until"];
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
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    verifyAuditLog: {
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
                    "application/json": {
                        holds: boolean;
                        /** Format: int64 */
                        events: number;
                        head_hash: string;
                        /** Format: int64 */
                        broken_at?: number;
                        /** Format: date-time */
                        checked_at: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getAuditEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
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
                    "application/json": components["schemas"]["AuditEvent"] & {
                        before?: unknown;
                        after?: unknown;
                        data?: Record<string, never>;
                        hash: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    findNotices: {
        parameters: {
            query?: {
                state?: "OPEN" | "ACKNOWLEDGED" | "RESOLVED" | "ALL";
                kind?: string;
                paging_sorting?: components["parameters"]["Paging"];
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
                        items: components["schemas"]["Notice"][];
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
    sendTestMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TestOutcome"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NoChannel"];
            "4XX": components["responses"]["Refused"];
        };
    };
    sendTestWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TestOutcome"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NoChannel"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getNotice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
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
                    "application/json": components["schemas"]["Notice"] & {
                        deliveries: components["schemas"]["Delivery"][];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownNotice"];
            "4XX": components["responses"]["Refused"];
        };
    };
    acknowledgeNotice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
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
                    "application/json": components["schemas"]["Notice"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownNotice"];
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
}
