import { segmentOf } from './request.ts';

/* Where things have their pages. */

export const memberPath = (id: string): string => `/members/${segmentOf(id)}`;
export const serverPath = (id: string): string => `/servers/${segmentOf(id)}`;
export const groupPath = (code: string): string => `/groups/${segmentOf(code)}`;
export const requestPath = (id: number): string => `/requests/${id}`;
export const cataloguePath = (service: string): string => `/catalogue/${segmentOf(service)}`;
