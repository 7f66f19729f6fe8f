// Made of the definition by test/web/definitions.test.ts.
export interface paths {
    "/drum/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["findCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/catalogue/services/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CatalogueServiceKey"];
            };
            cookie?: never;
        };
        get: operations["getCatalogueService"];
        put: operations["updateCatalogueService"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/catalogue/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCatalogueChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/catalogue/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCatalogueSettings"];
        put: operations["updateCatalogueSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drum/catalogue/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["refreshCatalogue"];
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
        Revision: number;
        CatalogueServiceKey: string;
        CatalogueMember: {
            member_id: string;
            member_class: string;
            member_code: string;
            name: string;
            subsystems: components["schemas"]["CatalogueSubsystem"][];
        };
        CatalogueSubsystem: {
            subsystem_id: string;
            subsystem_code: string;
            name?: string;
            asked?: components["schemas"]["CatalogueAsked"];
            services: components["schemas"]["CatalogueService"][];
        };
        CatalogueAsked: {
            asked: number;
            answered: number;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            answered_at?: string;
            problem?: string;
        };
        CatalogueService: {
            id: components["schemas"]["CatalogueServiceKey"];
            service_code: string;
            service_version?: string;
            /** @enum {string} */
            type: "REST" | "OPENAPI" | "SOAP";
            title?: string;
            description_bg?: string;
            description_en?: string;
            legal_bases: string[];
            /** Format: date-time */
            first_seen: string;
            /** Format: date-time */
            last_seen: string;
            /** Format: date-time */
            changed_at: string;
            /** Format: date-time */
            gone_at?: string;
        };
        CatalogueServiceDetails: {
            service: components["schemas"]["CatalogueService"];
            subsystem_id: string;
            subsystem_name?: string;
            member_name?: string;
            collected: {
                title?: string;
                description?: string;
                contact?: string;
                operations: {
                    name: string;
                    summary?: string;
                }[];
                sample?: string;
                problem?: string;
            };
            own: components["schemas"]["CatalogueWords"];
            /** Format: date-time */
            edited_at?: string;
            legal_bases: {
                id: string;
                act: string;
                article: string;
            }[];
            asked?: components["schemas"]["CatalogueAsked"];
            days: {
                /** Format: date */
                day: string;
                asked: number;
                answered: number;
            }[];
        };
        CatalogueWords: {
            description_bg?: string;
            description_en?: string;
            contact?: string;
            sample?: string;
            note?: string;
            legal_bases?: string[];
        };
        CatalogueChange: {
            revision: components["schemas"]["Revision"];
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            kind: "added" | "changed" | "gone" | "returned" | "edited";
            service_key: components["schemas"]["CatalogueServiceKey"];
            subsystem_id: string;
            service_code: string;
            service_version?: string;
        };
        CatalogueSettings: {
            public: boolean;
            collected: boolean;
            security_server?: string;
            client?: string;
            interval_minutes?: number;
            last_round?: {
                /** Format: date-time */
                finished_at: string;
                asked: number;
                answered: number;
            };
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
        Service: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CatalogueServiceDetails"];
            };
        };
        Settings: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CatalogueSettings"];
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
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    findCatalogue: {
        parameters: {
            query?: {
                q?: string;
                member_class?: string;
                legal_basis?: string;
                availability?: "answering" | "silent" | "reduced";
                services_only?: boolean;
                with_gone?: boolean;
                sort?: string;
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
                    "application/json": {
                        paging_metadata: components["schemas"]["PagingMetadata"];
                        revision: components["schemas"]["Revision"];
                        items: components["schemas"]["CatalogueMember"][];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getCatalogueService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CatalogueServiceKey"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Service"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateCatalogueService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CatalogueServiceKey"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CatalogueWords"];
            };
        };
        responses: {
            200: components["responses"]["Service"];
            "4XX": components["responses"]["Refused"];
        };
    };
    getCatalogueChanges: {
        parameters: {
            query: {
                since: string;
                limit?: number;
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
                        revision: components["schemas"]["Revision"];
                        complete: boolean;
                        more: boolean;
                        items: components["schemas"]["CatalogueChange"][];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getCatalogueSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Settings"];
            "4XX": components["responses"]["Refused"];
        };
    };
    updateCatalogueSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    public: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Settings"];
            "4XX": components["responses"]["Refused"];
        };
    };
    refreshCatalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
}
