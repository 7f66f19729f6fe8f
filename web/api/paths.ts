import { segmentOf } from './request.ts';

/* Where things have their pages. */

export const memberPath = (id: string): string => `/members/${segmentOf(id)}`;
export const serverPath = (id: string): string => `/servers/${segmentOf(id)}`;
export const groupPath = (code: string): string => `/groups/${segmentOf(code)}`;
export const authorityPath = (id: number | string): string => `/trust/authorities/${segmentOf(String(id))}`;
export const legalBasisPath = (id: string): string => `/legal-bases/basis/${segmentOf(id)}`;
export const purposePath = (id: string): string => `/legal-bases/purpose/${segmentOf(id)}`;
export const requestPath = (id: number): string => `/requests/${id}`;
export const eventPath = (id: number): string => `/audit/${id}`;
export const publicationPath = (number: number): string => `/config/publications/${number}`;
export const comparisonPath = (from: number, to: number): string => `/config/publications/${from}..${to}`;
export const auditEventPath = (id: number): string => `/audit/${id}`;
export const cataloguePath = (service: string): string => `/catalogue/${segmentOf(service)}`;
export const catalogueEditPath = (service: string): string => `${cataloguePath(service)}/edit`;
