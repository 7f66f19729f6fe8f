// Made of the definition by test/web/definitions.test.ts.
export interface paths {
    "/drum/legal-bases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findLegalBases"];
        put?: never;
        post: operations["addLegalBasis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/legal-bases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get: operations["getLegalBasis"];
        put: operations["updateLegalBasis"];
        post?: never;
        delete: operations["deleteLegalBasis"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/purposes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findPurposes"];
        put?: never;
        post: operations["addPurpose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/purposes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get: operations["getPurpose"];
        put: operations["updatePurpose"];
        post?: never;
        delete: operations["deletePurpose"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Id: string;
        Day: string;
        LegalBasis: {
            id: components["schemas"]["Id"];
            act: string;
            article: string;
            text: string;
            url?: string;
            valid_from: components["schemas"]["Day"];
            valid_to?: components["schemas"]["Day"];
        };
        LegalBasisContent: {
            act: string;
            article: string;
            text: string;
            url?: string;
            valid_from: components["schemas"]["Day"];
            valid_to?: components["schemas"]["Day"];
        };
        Purpose: {
            id: components["schemas"]["Id"];
            bg: string;
            en: string;
            valid_from: components["schemas"]["Day"];
            valid_to?: components["schemas"]["Day"];
        };
        PurposeContent: {
            bg: string;
            en: string;
            valid_from: components["schemas"]["Day"];
            valid_to?: components["schemas"]["Day"];
        };
        PagingMetadata: {
            total_items: number;
            items: number;
            limit: number;
            offset: number;
        };
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
        LegalBasis: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["LegalBasis"];
            };
        };
        Purpose: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Purpose"];
            };
        };
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorInfo"];
            };
        };
    };
    parameters: {
        Id: components["schemas"]["Id"];
        Query: string;
        OnDay: components["schemas"]["Day"];
        Sort: string;
        Descending: boolean;
        Limit: number;
        Offset: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    findLegalBases: {
        parameters: {
            query?: {
                q?: components["parameters"]["Query"];
                on?: components["parameters"]["OnDay"];
                sort?: components["parameters"]["Sort"];
                desc?: components["parameters"]["Descending"];
                limit?: components["parameters"]["Limit"];
                offset?: components["parameters"]["Offset"];
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
                        paging_metadata: components["schemas"]["PagingMetadata"];
                        items: components["schemas"]["LegalBasis"][];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    addLegalBasis: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LegalBasis"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalBasis"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getLegalBasis: {
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
            200: components["responses"]["LegalBasis"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateLegalBasis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LegalBasisContent"];
            };
        };
        responses: {
            200: components["responses"]["LegalBasis"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deleteLegalBasis: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    findPurposes: {
        parameters: {
            query?: {
                q?: components["parameters"]["Query"];
                on?: components["parameters"]["OnDay"];
                sort?: components["parameters"]["Sort"];
                desc?: components["parameters"]["Descending"];
                limit?: components["parameters"]["Limit"];
                offset?: components["parameters"]["Offset"];
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
                        paging_metadata: components["schemas"]["PagingMetadata"];
                        items: components["schemas"]["Purpose"][];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    addPurpose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Purpose"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purpose"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getPurpose: {
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
            200: components["responses"]["Purpose"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updatePurpose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurposeContent"];
            };
        };
        responses: {
            200: components["responses"]["Purpose"];
            "4XX": components["responses"]["Refused"];
        };
    };
    deletePurpose: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
}
